import "@tensorflow/tfjs-backend-cpu";
import { addGaussianNoise, randomStream } from "@genericdp/core";
import { hqs } from "@genericdp/hqs";
import { identity } from "@genericdp/operators";
import { describeDataTerm } from "@genericdp/testing";
import { avgPool, mirrorPad, setBackend, tensor4d } from "@tensorflow/tfjs-core";
import type { DataTerm } from "@genericdp/core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { jpegCompressed, photonNoise, quantized } from "../src/index.ts";

beforeAll(() => setBackend("cpu"));

describeDataTerm("quantization by 16", () => quantized(16).dataTerm!);
describeDataTerm("photon noise of gain 2", () => photonNoise(2).dataTerm!);
describeDataTerm("photon noise of gain 0.1", () => photonNoise(0.1).dataTerm!, { shape: [2, 4, 3, 1] });

const steps = Array.from({ length: 64 }, (_, i) => 4 + (i % 8) + (i >> 3));
describeDataTerm("JPEG luma", () => jpegCompressed({ luma: steps }).dataTerm!, { shape: [2, 16, 24, 1] });
describeDataTerm(
  "JPEG chroma at half the size",
  () => jpegCompressed({ luma: steps, subsampling: [2, 2] }).chroma!.dataTerm!,
  { shape: [1, 16, 32, 1] },
);
describeDataTerm(
  "JPEG chroma at half the width, with an offset origin",
  () => jpegCompressed({ luma: steps, subsampling: [2, 1], origin: [16, 8] }).chroma!.dataTerm!,
  { shape: [1, 16, 32, 1] },
);

describeDataTerm("distance from JPEG intervals", () => jpegCompressed({ luma: steps }).family!.dataTerm!, {
  shape: [2, 16, 24, 1],
});
describeDataTerm(
  "distance of chroma at half the size",
  () => jpegCompressed({ luma: steps, subsampling: [2, 2] }).chroma!.family!.dataTerm!,
  { shape: [1, 16, 32, 1] },
);

describe("JPEG intervals", () => {
  const [width, height] = [29, 19];
  const [z, y] = [7, 8].map((seed) => {
    const random = randomStream(seed);
    return Float32Array.from({ length: width * height }, () => 100 + 60 * random.uniform());
  });
  const prox = (term: DataTerm, one: Float32Array, other: Float32Array, rows: number): Float32Array => {
    const shape: Tensor4D["shape"] = [1, rows, one.length / rows, 1];
    return term.prox(tensor4d(one, shape), tensor4d(other, shape), 1).dataSync<"float32">();
  };

  it("move with a mirrored picture, whose blocks start at the opposite edge", () => {
    for (const subsampling of [
      [1, 1],
      [2, 2],
    ] as const) {
      const unit = 8 * subsampling[0];
      const term = (origin: readonly [number, number]): DataTerm =>
        jpegCompressed({ luma: steps, subsampling, origin }).chroma!.dataTerm!;
      const [a, b] = [z!.toReversed(), y!.toReversed()];
      const turned = prox(term([width % unit, height % unit]), a, b, height).toReversed();
      const straight = prox(term([0, 0]), z!, y!, height);
      straight.forEach((level, i) => expect(turned[i]).toBeCloseTo(level, 3));
      // A shifted grid gives a different result.
      expect(
        Math.max(...prox(term([3, 0]), z!, y!, height).map((x, i) => Math.abs(x - straight[i]!))),
      ).toBeGreaterThan(1);
    }
  });

  it("leave values that fit the file unchanged", () => {
    const { dataTerm } = jpegCompressed({ luma: steps });
    const near = y!.map((level, i) => level + 0.01 * Math.sin(i));
    expect(prox(dataTerm!, near, y!, height)).toEqual(near);
  });

  it.each([
    [{ luma: [1, 2] }, "expected 64 steps above 0 of luma, got 1, 2"],
    [{ luma: steps.map((step) => step - 4) }, "expected 64 steps above 0 of luma"],
    [{ luma: steps, chroma: [] }, "expected 64 steps above 0 of chroma"],
    [{ luma: steps, subsampling: [3, 1] as const }, "expected subsampling by 1, 2 or 4, got 3 × 1"],
    [{ luma: steps, origin: [0.5, 0] as const }, "expected an origin in whole pixels, got 0.5, 0"],
  ])("of an invalid quantization are rejected", (quantization, message) => {
    expect(() => jpegCompressed(quantization)).toThrow(message);
  });
});

const size = 24;
const clean = Float32Array.from({ length: size * size }, (_, i) => {
  const [x, y] = [i % size, Math.floor(i / size)];
  return 110 + 70 * Math.sin(x / 14) * Math.cos(y / 17);
});
const smoothing = {
  name: "smoothing",
  noiseRange: { min: 0.1, max: 100 },
  denoise: (x: Tensor4D): Tensor4D => {
    const around: [number, number] = [1, 1];
    return avgPool(mirrorPad(x, [[0, 0], around, around, [0, 0]], "symmetric"), 3, 1, "valid");
  },
};
const rms = (a: ArrayLike<number>): number =>
  Math.sqrt(clean.reduce((sum, level, i) => sum + (level - a[i]!) ** 2, 0) / clean.length);

describe("hqs with a data term", () => {
  it("stays within the quantization intervals and gets closer to the truth", async () => {
    const step = 24;
    const { dataTerm, noise } = quantized(step);
    const y = clean.map((level) => step * Math.round(level / step));
    const solver = hqs({
      operator: identity(),
      dataTerm: dataTerm!,
      denoiser: smoothing,
      noiseLevel: noise!.level as number,
      iterations: 6,
    });
    const measured = tensor4d(y, [1, size, size, 1]);
    for await (const { estimate } of solver.iterate(measured)) {
      estimate.dataSync().forEach((level, i) => {
        expect(Math.abs(level - y[i]!)).toBeLessThanOrEqual((step / 2) * 1.0001);
      });
    }
    const restored = await solver.restore(measured);
    expect(rms(restored.dataSync())).toBeLessThan(0.9 * rms(y));
  });

  it("rejects one without a proximal map", () => {
    const options = { operator: identity(), denoiser: smoothing, noiseLevel: 5 };
    expect(() => hqs({ ...options, dataTerm: {} as never })).toThrow(
      "expected a data term with a function prox",
    );
  });

  it("photon noise: dark pixels change less than bright ones", () => {
    const { dataTerm } = photonNoise(1);
    const z = tensor4d([30, 220], [1, 1, 2, 1]);
    const y = tensor4d([20, 210], [1, 1, 2, 1]);
    const [dark, bright] = dataTerm!.prox(z, y, 0.5).dataSync();
    expect(30 - dark!).toBeGreaterThan(220 - bright! + 2);
  });

  it.each([0, -1, Number.NaN])("a step or a gain of %d is rejected", (value) => {
    expect(() => quantized(value)).toThrow(RangeError);
    expect(() => photonNoise(value)).toThrow(RangeError);
  });
});

it("noise of a given level equals Gaussian noise of that level", () => {
  const { level } = quantized(24).noise! as { level: number };
  const random = randomStream(1);
  const rounding = Array.from({ length: 20_000 }, () => 24 * (random.uniform() - 0.5));
  const deviation = Math.sqrt(rounding.reduce((sum, value) => sum + value ** 2, 0) / rounding.length);
  expect(deviation / level).toBeCloseTo(1, 1);
  expect(addGaussianNoise([0], level, randomStream(2))).toHaveLength(1);
});
