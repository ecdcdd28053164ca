import "@tensorflow/tfjs-backend-cpu";
import { describeDenoiser } from "@genericdp/testing";
import { setBackend, tensor4d } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { filterStep } from "../src/bm3d/filter-step.ts";
import { biorthogonalTransform, dctTransform } from "../src/bm3d/patch-transforms.ts";
import { bm3d, cbm3d } from "../src/index.ts";
import { startKernel } from "../src/kernel-module.ts";
import { referenceStep } from "./reference-bm3d.ts";
import { noisyImage, testImage } from "./test-image.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

describeDenoiser("bm3d", bm3d);

async function run(
  values: Float32Array,
  height: number,
  width: number,
  noiseLevel: number,
): Promise<Float32Array> {
  const x = tensor4d(values, [1, height, width, 1]);
  const y = bm3d().denoise(x, { noiseLevel });
  const result = Float32Array.from(await y.data());
  x.dispose();
  y.dispose();
  return result;
}

const square = { height: 21, width: 24 };

describe("a step of BM3D agrees with its definition in float64:", () => {
  // Search windows inside the image and beyond it, reference patches on and off the regular grid.
  it.each([
    { side: 8, step: 3, group: 16, search: 39, distance: 3000 },
    { side: 8, step: 4, group: 8, search: 7, distance: 25_000 },
    { side: 4, step: 3, group: 4, search: 9, distance: 900 },
  ])("thresholding, %o", (profile) => {
    const values = noisyImage(square.height, square.width, 20);
    const transform = biorthogonalTransform(profile.side);
    const expected = referenceStep({ ...square, values }, values, profile, transform, (noisy) => {
      const kept = noisy.map((m) => m.map((row) => row.map((v) => (Math.abs(v) > 54 ? v : 0))));
      return { kept, weight: 1 / Math.max(1, kept.flat(2).filter((v) => v !== 0).length) };
    });
    const got = filterStep(startKernel(), { ...square, values }, profile, transform, { threshold: 54 });
    expect(farthest(got, expected)).toBeLessThan(0.01);
  });

  it.each([
    { side: 8, step: 3, group: 32, search: 11, distance: 3000 },
    { side: 11, step: 6, group: 8, search: 39, distance: 25_000 },
  ])("Wiener filtering, %o", (profile) => {
    const values = noisyImage(square.height, square.width, 20);
    const basic = noisyImage(square.height, square.width, 5, 2);
    const transform = dctTransform(profile.side);
    const expected = referenceStep({ ...square, values }, basic, profile, transform, (noisy, guide) => {
      const gains = guide.map((m) => m.map((row) => row.map((b) => b ** 2 / (b ** 2 + 20 ** 2))));
      const kept = noisy.map((m, k) => m.map((row, i) => row.map((v, j) => v * gains[k]![i]![j]!)));
      return { kept, weight: 1 / gains.flat(2).reduce((sum, w) => sum + w * w, 0) };
    });
    const filter = { variance: 400, basic };
    const got = filterStep(startKernel(), { ...square, values }, profile, transform, filter);
    expect(farthest(got, expected)).toBeLessThan(0.01);
  });
});

/**
 * Largest difference. Rounding could move a coefficient or a candidate across its threshold, but none is that
 * close here.
 */
function farthest(a: ArrayLike<number>, b: readonly number[]): number {
  return b.reduce((most, value, i) => Math.max(most, Math.abs(value - a[i]!)), 0);
}

describe("the transforms of patches", () => {
  it.each([
    ["biorthogonal wavelet", biorthogonalTransform(8)],
    ["DCT of 8", dctTransform(8)],
    ["DCT of 11", dctTransform(11)],
  ])("%s: inverse · forward = 1, rows of unit norm, all but the first without mean", (_, transform) => {
    const { side, forward, inverse } = transform;
    for (let i = 0; i < side; i++) {
      const row = forward.subarray(i * side, (i + 1) * side);
      expect(Math.hypot(...row)).toBeCloseTo(1, 12);
      const mean = row.reduce((sum, value) => sum + value, 0) / side;
      expect(mean).toBeCloseTo(i === 0 ? 1 / Math.sqrt(side) : 0, 12);
      for (let j = 0; j < side; j++) {
        let sum = 0;
        for (let k = 0; k < side; k++) sum += inverse[i * side + k]! * forward[k * side + j]!;
        expect(sum).toBeCloseTo(i === j ? 1 : 0, 12);
      }
    }
  });
});

describe("cbm3d", () => {
  it("treats a gray image like bm3d, except that groups are formed with less noise", async () => {
    const [height, width, noiseLevel] = [40, 44, 20];
    const clean = testImage(height, width);
    const planes = [1, 2, 3].map((seed) => noisyImage(height, width, noiseLevel, seed));
    const rgb = Float32Array.from({ length: 3 * clean.length }, (_, i) => planes[i % 3]![Math.floor(i / 3)]!);
    const x = tensor4d(rgb, [1, height, width, 3]);
    const y = cbm3d().denoise(x, { noiseLevel });
    const result = await y.data();
    const error = (values: ArrayLike<number>, channel: number): number =>
      clean.reduce((sum, value, i) => sum + (values[3 * i + channel]! - value) ** 2, 0) / clean.length;
    const gray = await run(planes[0]!, height, width, noiseLevel);
    const alone = clean.reduce((sum, value, i) => sum + (gray[i]! - value) ** 2, 0) / clean.length;
    // Three draws of noise on the same image: luminance has a third of the noise, and chroma no detail.
    for (const c of [0, 1, 2]) expect(error(result, c)).toBeLessThan(0.6 * alone);
  });

  it("rejects tensors with another number of channels", () => {
    const x = tensor4d(new Float32Array(12 * 12), [1, 12, 12, 1]);
    expect(() => cbm3d().denoise(x, { noiseLevel: 10 })).toThrow(
      "CBM3D: expected [batch, height, width, 3], got [1,12,12,1]",
    );
  });
});
