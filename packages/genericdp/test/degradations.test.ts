import { addGaussianNoise, randomStream } from "@genericdp/core";
import { mul } from "@tensorflow/tfjs-core";
import { plugAndPlay } from "@genericdp/hqs";
import { identity, mask } from "@genericdp/operators";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blurred, downscaled, masked, motionKernel, noisy, restorer } from "../src/index.ts";
import type { Degradation, LevelImage, Restorer, RestoreSettings } from "../src/index.ts";
import { cleanPicture, noisyPicture } from "./pictures.ts";
import { smallModel } from "./small-model.ts";

let session: Restorer;
beforeAll(() => {
  session = restorer({ model: smallModel(), inline: true });
});
afterAll(() => session.dispose());

const size = { width: 40, height: 34 };
const known = Uint8Array.from({ length: 40 * 34 }, (_, i) => (i % 3 === 0 ? 0 : 1));
const kernel = motionKernel(5, 30);

describe("every task equals restore with a degradation", () => {
  const VERBS: Readonly<
    Record<
      string,
      [verb: (image: LevelImage) => Promise<LevelImage>, degradation: Degradation, RestoreSettings]
    >
  > = {
    denoise: [(image) => session.denoise(image), noisy(), {}],
    "denoise by a self-ensemble": [
      (image) => session.denoise(image, { noiseLevel: 9, selfEnsemble: true }),
      noisy(),
      { noiseLevel: 9, selfEnsemble: true },
    ],
    deblur: [
      (image) => session.deblur(image, { kernel, noiseLevel: 3, iterations: 2 }),
      blurred(kernel),
      { noiseLevel: 3, iterations: 2 },
    ],
    upscale: [
      (image) => session.upscale(image, { scale: 2, iterations: 2 }),
      downscaled(2),
      { iterations: 2 },
    ],
    inpaint: [
      (image) => session.inpaint(image, { known, iterations: 3 }),
      masked({ ...size, data: known }),
      { iterations: 3 },
    ],
    "inpaint by what is missing": [
      (image) => session.inpaint(image, { missing: known.map((flag) => 1 - flag), iterations: 3 }),
      masked({ ...size, data: known }),
      { iterations: 3 },
    ],
    "inpaint with noise": [
      (image) => session.inpaint(image, { known, noiseLevel: 5, iterations: 3 }),
      masked({ ...size, data: known }),
      { noiseLevel: 5, iterations: 3 },
    ],
  };

  it.each(Object.entries(VERBS))("%s, bit for bit", async (_, [verb, degradation, settings]) => {
    for (const channels of [1, 3] as const) {
      const image = noisyPicture(40, 34, channels, 10);
      expect(await session.restore(image, degradation, settings)).toEqual(await verb(image));
    }
  });
});

describe("a custom degradation", () => {
  const image = noisyPicture(20, 18, 1, 10);

  it("provides the noise level if the caller does not", async () => {
    const chosen: unknown[] = [];
    const onNoiseLevel = (level: unknown): unknown => chosen.push(level);
    const seen: number[] = [];
    const level = (measured: LevelImage): number => {
      seen.push(measured.data.length);
      return 7;
    };
    await session.restore(image, { ...noisy({ level: 4 }) }, { onNoiseLevel });
    await session.restore(image, noisy({ level }), { onNoiseLevel, strength: 2 });
    await session.restore(image, noisy({ level }), { onNoiseLevel, noiseLevel: 5 });
    expect(chosen).toEqual([
      { noiseLevel: 4, levels: [4], estimated: false },
      { noiseLevel: 14, levels: [14], estimated: true, estimate: 7 },
      { noiseLevel: 5, levels: [5], estimated: false },
    ]);
    expect(seen).toEqual([360]);
  });

  it("provides its schedule: options, or the whole schedule", async () => {
    const options = { iterations: 3, from: 20, to: 3, momentum: 0.5 };
    const asked: unknown[] = [];
    const own: Degradation = {
      operator: identity(),
      schedule: (wanted) => {
        asked.push(wanted);
        return plugAndPlay({ ...options, ...wanted });
      },
    };
    const expected = await session.restore(
      image,
      { operator: identity(), schedule: options },
      { noiseLevel: 5 },
    );
    expect(await session.restore(image, own, { noiseLevel: 5 })).toEqual(expected);
    expect(expected).not.toEqual(await session.restore(image, { operator: identity() }, { noiseLevel: 5 }));
    await session.restore(image, own, { noiseLevel: 5, iterations: 1 });
    expect(asked).toEqual([{}, { iterations: 1 }]);
  });

  it("has its border extended and cropped", async () => {
    const shapes: number[][] = [];
    const operator = {
      ...identity(),
      outputShape: (shape: [number, number, number, number]) => {
        shapes.push(shape);
        return shape;
      },
    };
    const border = { padding: 5, crop: { top: 5, right: 4, bottom: 6, left: 6 } };
    const result = await session.restore(image, { operator, border }, { noiseLevel: 5, iterations: 1 });
    expect([result.width, result.height, result.data.length]).toEqual([20, 17, 340]);
    expect(shapes.every(([, rows, columns]) => rows === 28 && columns === 30)).toBe(true);
  });

  it("has its data term applied, and its projection unless there is noise", async () => {
    const gammas: number[] = [];
    const own: Degradation = {
      dataTerm: {
        name: "nothing but zero",
        prox: (z, _, gamma) => {
          gammas.push(gamma);
          return mul(z, 0);
        },
        value: () => {
          throw new Error("no solver needs it");
        },
      },
      noise: { level: 3 },
      project: (restored, measured) => ({
        ...restored,
        data: restored.data.map((v, i) => v + measured.data[i]!),
      }),
    };
    const noiseless = await session.restore(image, own, { iterations: 2 });
    const given = await session.restore(image, own, { iterations: 2, noiseLevel: 3 });
    expect(gammas).toHaveLength(4);
    expect(Math.max(...given.data.map(Math.abs))).toBeLessThan(20);
    noiseless.data.forEach((level, i) => expect(level).toBeCloseTo(given.data[i]! + image.data[i]!, 3));
  });
});

describe("invalid options", () => {
  const image = noisyPicture(8, 8, 1, 5);

  it.each([
    ["denoise", { noiselevel: 5 }, "denoise: expected noiseLevel, got an option noiselevel"],
    ["denoise", { sigma: 5 }, "denoise: expected noiseLevel, got an option sigma"],
    [
      "denoise",
      { noiseLevel: "5" },
      'denoise: expected noiseLevel to be a number, an array of numbers or "auto", got "5"',
    ],
    ["denoise", { noise: "white" }, 'denoise: expected noise to be "camera" or "gaussian", got "white"'],
    ["denoise", { iterations: 5 }, "denoise: expected one of noiseLevel, strength"],
    ["deblur", { noiseLevel: 5 }, "deblur: expected a kernel, got none"],
    ["deblur", { kernel: "gaussian" }, "deblur: expected kernel to be a kernel { height, width, data }"],
    ["upscale", { factor: 2 }, "upscale: expected scale, got an option factor"],
    ["upscale", { scale: 2, selfEnsemble: true }, "upscale: expected one of scale, kernel"],
    ["inpaint", { mask: [1] }, "expected known (1: keep) or missing (1: fill in), got an option mask"],
    [
      "deblock",
      {},
      "expected quantization (tables of the file) or jpegQuality: the pixels show no trace of JPEG",
    ],
    ["deblock", { jpegQuality: 0 }, "expected a whole jpegQuality from 1 to 100, got 0"],
    ["deblock", { jpegQuality: 20, quantization: { luma: [] } }, "got both"],
    ["deblock", { quantization: { luma: [1] } }, "expected 64 steps above 0 of luma, got 1"],
    ["inpaint", {}, "expected known (1: keep) or missing (1: fill in), got neither"],
    ["inpaint", { known, missing: known }, "got both"],
    ["denoise", { onProgress: true }, "denoise: expected onProgress to be a function, got true"],
  ] as const)("%s rejects %j", async (verb, options, message) => {
    const call = session[verb] as (given: LevelImage, options: object) => Promise<unknown>;
    await expect(call(image, options)).rejects.toThrow(message);
  });

  it("restore rejects options that need an operator, or none", async () => {
    await expect(session.restore(image, noisy(), { noiseLevel: 5, iterations: 3 })).rejects.toThrow(
      "restore: expected no option iterations without an operator",
    );
    await expect(
      session.restore(image, { operator: identity() }, { noiseLevel: 5, selfEnsemble: true }),
    ).rejects.toThrow("restore: expected no option selfEnsemble with an operator");
    await expect(session.restore(image, { operator: mask([[1]]), sigma: 5 } as never)).rejects.toThrow(
      "got sigma",
    );
  });

  it("fails if the degradation cannot determine the noise level", async () => {
    await expect(session.restore(image, noisy({ level: () => Number.NaN }))).rejects.toThrow(
      "expected a noise level from the degradation, got NaN",
    );
  });
});

it("is reproducible: the same noise gives the same image", async () => {
  const clean = cleanPicture(24, 20, 1);
  const again = (): LevelImage => ({
    ...clean,
    data: new Float32Array(addGaussianNoise(clean.data, 5, randomStream(1))),
  });
  expect(await session.restore(again(), noisy())).toEqual(await session.restore(again(), noisy()));
});

describe("an operator without a schedule", () => {
  const clean = cleanPicture(48, 40, 1);
  const random = randomStream(5);
  const seen = Uint8Array.from({ length: 48 * 40 }, () => (random.uniform() < 0.5 ? 1 : 0));
  const holed = { ...clean, data: clean.data.map((level, i) => level * seen[i]!) };

  it("that does not see every pixel gets the schedule of inpaint", async () => {
    const operator = mask({ width: 48, height: 40, data: seen });
    const bare = await session.restore(holed, { operator }, { noiseLevel: 0.25 });
    const verb = await session.inpaint(holed, { known: seen, noiseLevel: 0.25 });
    expect(bare.data).toEqual(verb.data);
    const other = await session.restore(holed, { operator, schedule: {} }, { noiseLevel: 0.25 });
    expect(bare.data).not.toEqual(other.data);
  });

  it("that sees every pixel gets the default schedule", async () => {
    const bare = await session.restore(clean, { operator: identity() }, { noiseLevel: 5 });
    const usual = await session.restore(clean, { operator: identity(), schedule: {} }, { noiseLevel: 5 });
    expect(bare.data).toEqual(usual.data);
  });
});
