import { randomStream } from "@genericdp/core";
import { drawCamera, simulateCameraNoise } from "@genericdp/noise";
import { memory } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { analyseNoise, estimateNoiseLevel, restorer } from "../src/index.ts";
import type { ChosenNoiseLevel } from "../src/index.ts";
import { largestDifference, noisyPicture } from "./pictures.ts";
import { smallModel } from "./small-model.ts";

const small = restorer({ inline: true, model: smallModel() });

beforeAll(async () => {
  // Starts the backend and uploads the model, so that the tests can count tensors.
  await small.denoise(noisyPicture(8, 8, 1, 10), { noiseLevel: 10 });
});

describe("every call", () => {
  it("does not change its input, even if the caller changes it meanwhile", async () => {
    const noisy = noisyPicture(16, 16, 3, 15);
    const before = noisy.data.slice();
    const expected = await small.denoise(noisy, { noiseLevel: 15 });
    expect(noisy.data).toEqual(before);
    const pending = small.denoise(noisy, { noiseLevel: 15 });
    noisy.data.fill(0);
    expect((await pending).data).toEqual(expected.data);
  });

  it("may overlap with other calls", async () => {
    const pictures = [noisyPicture(40, 31, 1, 10), noisyPicture(17, 60, 3, 20), noisyPicture(33, 33, 1, 30)];
    const oneByOne: unknown[] = [];
    for (const [i, picture] of pictures.entries()) {
      oneByOne.push(await small.denoise(picture, { noiseLevel: 10 * i + 10 }));
    }
    const atOnce = await Promise.all(pictures.map((p, i) => small.denoise(p, { noiseLevel: 10 * i + 10 })));
    expect(atOnce).toEqual(oneByOne);
  });

  it.each([1, 3] as const)(
    "reports its progress up to 1 and leaks nothing, %i channels",
    async (channels) => {
      const tensors = memory().numTensors;
      const fractions: number[] = [];
      const onProgress = (fraction: number): number => fractions.push(fraction);
      await small.denoise(noisyPicture(16, 16, channels, 15), { noiseLevel: 15, onProgress });
      const steps = 2 * channels;
      expect(fractions).toEqual(Array.from({ length: steps }, (_, i) => (i + 1) / steps));
      expect(memory().numTensors).toBe(tensors);
    },
  );

  it("lets the event loop run other tasks between stages", async () => {
    let timers = 0;
    const timer = setInterval(() => timers++, 0);
    const seen: number[] = [];
    const noisy = noisyPicture(200, 200, 3, 15);
    await small.denoise(noisy, { noiseLevel: 15, onProgress: () => seen.push(timers) });
    clearInterval(timer);
    expect(seen.at(-1)).toBeGreaterThan(seen[0]!);
  });

  it("stops when aborted, with the reason, and leaks nothing", async () => {
    const noisy = noisyPicture(16, 16, 3, 15);
    const tensors = memory().numTensors;
    const controller = new AbortController();
    const fractions: number[] = [];
    const call = small.denoise(noisy, {
      noiseLevel: 15,
      signal: controller.signal,
      onProgress: (fraction) => {
        fractions.push(fraction);
        if (fractions.length === 3) controller.abort();
      },
    });
    await expect(call).rejects.toMatchObject({ name: "AbortError" });
    expect(fractions).toHaveLength(3);
    expect(memory().numTensors).toBe(tensors);
    const reason = new Error("enough");
    await expect(small.denoise(noisy, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it("passes on the errors of onProgress, and leaks nothing", async () => {
    const noisy = noisyPicture(9, 9, 1, 15);
    const tensors = memory().numTensors;
    const error = new Error("no more");
    const onProgress = (): never => {
      throw error;
    };
    await expect(small.denoise(noisy, { noiseLevel: 15, onProgress })).rejects.toBe(error);
    expect(memory().numTensors).toBe(tensors);
  });

  it("estimates the level of white noise if requested, within the model's range", async () => {
    for (const [present, expected] of [
      [12, undefined],
      [0, 2],
      [80, 40],
    ] as const) {
      const picture = noisyPicture(64, 64, 3, present);
      const noiseLevel = expected ?? estimateNoiseLevel(picture);
      const found = await small.denoise(picture, { noise: "gaussian" });
      const same = await small.denoise(picture, { noiseLevel });
      expect(largestDifference(found.data, same.data)).toBe(0);
    }
  });

  it("estimates a level for each plane of a photo by default, and leaves clean ones unchanged", async () => {
    const clean = noisyPicture(160, 128, 3, 0);
    const plain = { ...clean, data: clean.data.map((_, i) => 40 + Math.floor(i / 3 / clean.width)) };
    expect(largestDifference((await small.denoise(plain)).data, plain.data)).toBe(0);
    const camera = { ...drawCamera(randomStream(4)), shot: 0.006, jpeg: undefined };
    const photo = { ...clean, data: simulateCameraNoise(clean, randomStream(5), camera) };
    const chosen: ChosenNoiseLevel[] = [];
    const onNoiseLevel = (level: ChosenNoiseLevel): void => void chosen.push(level);
    const restored = await small.denoise(photo, { onNoiseLevel });
    const { planes } = analyseNoise(photo);
    expect(chosen[0]).toMatchObject({ estimated: true, found: { planes }, noiseLevel: planes[0]!.level });
    const levels = planes.map(({ level }) => (level < 2 ? 0 : level));
    expect(chosen[0]!.levels).toEqual(levels);
    const same = await small.denoise(photo, { noiseLevel: levels });
    expect(largestDifference(restored.data, same.data)).toBe(0);
    const stronger = await small.denoise(photo, { strength: 2, chromaStrength: 3 });
    const factors = planes.map(({ level }, p) => (p === 0 ? 2 : 3) * level);
    const wanted = factors.map((level) => (level < 2 ? 0 : Math.min(40, level)));
    const expected = await small.denoise(photo, { noiseLevel: wanted });
    expect(largestDifference(stronger.data, expected.data)).toBe(0);
  });

  const data = new Float32Array(12);
  const image = { data, width: 4, height: 3 };
  const ok = { noiseLevel: 9 };
  it.each([
    [image, { noiseLevel: 0 }, RangeError, 'noiseLevel from 2 to 40 gray levels or "auto", got 0'],
    [image, { noiseLevel: Number.NaN }, RangeError, "got NaN"],
    [image, { noiseLevel: 41 }, RangeError, "got 41"],
    [image, { noiseLevel: "25" as "auto" }, TypeError, 'got "25"'],
    [
      { ...image, width: 5 },
      ok,
      RangeError,
      "expected 15 levels of data, which is 3 rows × 5 columns, got 12",
    ],
    [{ ...image, channels: 3 as const }, ok, RangeError, "3 channels, got 12"],
    [{ ...image, width: 4.5 }, ok, RangeError, "width"],
    [{ ...image, data: data.map(() => Number.NaN) }, ok, RangeError, "finite"],
    [{ data: new Float32Array(0), width: 0, height: 0 }, ok, RangeError, "width"],
    [{ ...image, data: new Uint8ClampedArray(12) }, ok, RangeError, "got 12"],
    [{ ...image, data: new Float64Array(12) as never }, ok, TypeError, "got Float64Array"],
    [{ ...image, data: [1, 2] as never }, ok, TypeError, "got Array"],
  ])("rejects %j with %j", async (bad, options, type, message) => {
    const tensors = memory().numTensors;
    const error: unknown = await small.denoise(bad, options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(type);
    expect((error as Error).message).toContain(message);
    expect(memory().numTensors).toBe(tensors);
  });
});
