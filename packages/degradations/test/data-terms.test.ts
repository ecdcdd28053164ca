import "@tensorflow/tfjs-backend-cpu";
import { addGaussianNoise, randomStream } from "@genericdp/core";
import { hqs } from "@genericdp/hqs";
import { identity } from "@genericdp/operators";
import { describeDataTerm } from "@genericdp/testing";
import { avgPool, mirrorPad, setBackend, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { photonNoise, quantized } from "../src/index.ts";

beforeAll(() => setBackend("cpu"));

describeDataTerm("quantization by 16", () => quantized(16).dataTerm!);
describeDataTerm("photon noise of gain 2", () => photonNoise(2).dataTerm!);
describeDataTerm("photon noise of gain 0.1", () => photonNoise(0.1).dataTerm!, { shape: [2, 4, 3, 1] });

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
  it("ends where the intervals of quantization allow it, nearer to the truth", async () => {
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

  it("refuses one without a proximal map", () => {
    const options = { operator: identity(), denoiser: smoothing, noiseLevel: 5 };
    expect(() => hqs({ ...options, dataTerm: {} as never })).toThrow(
      "expected a data term with a function prox",
    );
  });

  it("photon noise: dark pixels are held to their levels more than bright ones", () => {
    const { dataTerm } = photonNoise(1);
    const z = tensor4d([30, 220], [1, 1, 2, 1]);
    const y = tensor4d([20, 210], [1, 1, 2, 1]);
    const [dark, bright] = dataTerm!.prox(z, y, 0.5).dataSync();
    expect(30 - dark!).toBeGreaterThan(220 - bright! + 2);
  });

  it.each([0, -1, Number.NaN])("a step or a gain of %d is refused", (value) => {
    expect(() => quantized(value)).toThrow(RangeError);
    expect(() => photonNoise(value)).toThrow(RangeError);
  });
});

it("noise of a level is what a Gaussian of it would be", () => {
  const { level } = quantized(24).noise! as { level: number };
  const random = randomStream(1);
  const rounding = Array.from({ length: 20_000 }, () => 24 * (random.uniform() - 0.5));
  const deviation = Math.sqrt(rounding.reduce((sum, value) => sum + value ** 2, 0) / rounding.length);
  expect(deviation / level).toBeCloseTo(1, 1);
  expect(addGaussianNoise([0], level, randomStream(2))).toHaveLength(1);
});
