import { describe, expect, it } from "vitest";
import { estimateNoise } from "../src/index.ts";
import { addNoise } from "./gaussian-noise.ts";

const size = { width: 160, height: 130 };
const pixels = size.width * size.height;

/** A ramp, waves, a fine texture on a third of the picture and a hard edge, without values near 0 and 255. */
const scene = Float32Array.from({ length: pixels }, (_, i) => {
  const x = i % size.width;
  const y = Math.floor(i / size.width);
  const texture = x > 110 ? 30 * Math.sin(2.1 * x) * Math.cos(1.7 * y) : 0;
  const edge = x + 2 * y > 190 ? 40 : 0;
  return 70 + 0.2 * x + 15 * Math.sin(x / 13 + y / 9) + texture + edge;
});

describe("estimateNoise", () => {
  it.each([1, 5, 15, 25, 50])("estimates σ = %i on a flat image", (noiseLevel) => {
    const noisy = addNoise(new Float32Array(pixels).fill(128), noiseLevel, noiseLevel);
    const estimate = estimateNoise(noisy, size);
    expect(Math.abs(estimate / noiseLevel - 1)).toBeLessThan(0.04);
  });

  it.each([2, 5, 15, 25, 50])("estimates σ = %i despite ramps, waves, edges and texture", (noiseLevel) => {
    const estimate = estimateNoise(addNoise(scene, noiseLevel, 10 + noiseLevel), size);
    expect(Math.abs(estimate - noiseLevel)).toBeLessThan(0.2 + 0.04 * noiseLevel);
  });

  it("has little bias if there are few patches", () => {
    const small = { width: 64, height: 64 };
    const estimates = Array.from({ length: 20 }, (_, seed) => {
      return estimateNoise(addNoise(new Float32Array(4096).fill(100), 20, 50 + seed), small);
    });
    const mean = estimates.reduce((sum, estimate) => sum + estimate, 0) / estimates.length;
    expect(Math.abs(mean / 20 - 1)).toBeLessThan(0.08);
  });

  it("is close on the smallest supported image", () => {
    const smallest = { width: 32, height: 32 };
    const errors = Array.from({ length: 20 }, (_, seed) => {
      return estimateNoise(addNoise(new Float32Array(1024).fill(100), 20, seed), smallest) / 20 - 1;
    });
    for (const error of errors) expect(Math.abs(error)).toBeLessThan(0.3);
  });

  it("is exactly 0 for a constant image, at both ends of the scale and in between", () => {
    for (const level of [0, 0.1, 77, 255]) {
      expect(estimateNoise(new Float32Array(pixels).fill(level), size)).toBe(0);
    }
  });

  it.each([10, 20, 30, 60])("does not diverge if texture of amplitude %i is everywhere", (amplitude) => {
    const texture = scene.map((_, i) => {
      return 128 + amplitude * Math.sin(1.1 * Math.floor(i / size.width) + 0.02 * (i % size.width));
    });
    expect(Math.abs(estimateNoise(addNoise(texture, 20, amplitude), size) / 20 - 1)).toBeLessThan(0.1);
  });

  it("is small and not negative without noise", () => {
    const estimate = estimateNoise(scene, size);
    expect(estimate).toBeGreaterThanOrEqual(0);
    expect(estimate).toBeLessThan(0.5);
    for (const square of [4, 9, 16]) {
      for (const [low, high] of [
        [0, 255],
        [50, 150],
      ] as const) {
        const board = scene.map((_, i) => {
          const x = Math.floor((i % size.width) / square);
          const y = Math.floor(i / size.width / square);
          return (x + y) % 2 === 0 ? low : high;
        });
        expect(estimateNoise(board, size)).toBeGreaterThanOrEqual(0);
        expect(estimateNoise(board, size)).toBeLessThan(1e-3);
      }
    }
  });

  it("increases with the noise", () => {
    const levels = [0, 1, 2, 4, 8, 16, 32, 64];
    const estimates = levels.map((level) => estimateNoise(addNoise(scene, level, 3), size));
    expect(estimates).toEqual(estimates.toSorted((a, b) => a - b));
  });

  it("ignores an added constant, and scales with the image", () => {
    const noisy = Float64Array.from(addNoise(scene, 12, 4));
    const estimate = estimateNoise(noisy, size);
    expect(
      estimateNoise(
        noisy.map((value) => value + 300),
        size,
      ),
    ).toBeCloseTo(estimate, 8);
    expect(
      estimateNoise(
        noisy.map((value) => -3 * value),
        size,
      ),
    ).toBeCloseTo(3 * estimate, 8);
  });

  it("is invariant to mirroring and transposition", () => {
    // Small enough that every patch is used: thinning is not symmetric.
    const small = { width: 96, height: 70 };
    const noisy = addNoise(scene.subarray(0, 96 * 70), 12, 5);
    const estimate = estimateNoise(noisy, small);
    expect(estimateNoise(noisy.toReversed(), small)).toBeCloseTo(estimate, 8);
    const transposed = noisy.map((_, i) => noisy[(i % 70) * 96 + Math.floor(i / 70)]!);
    expect(estimateNoise(transposed, { width: 70, height: 96 })).toBeCloseTo(estimate, 8);
  });

  it("ignores clipped regions", () => {
    const bright = scene.map((value, i) => (i % size.width < 60 ? 250 : value));
    const clipped = addNoise(bright, 20, 6).map((value) => Math.min(255, Math.max(0, Math.round(value))));
    expect(Math.abs(estimateNoise(clipped, size) / 20 - 1)).toBeLessThan(0.06);
  });

  it("gives about the same result if a large image is subsampled", () => {
    const large = { width: 640, height: 390 };
    const tiled = Float32Array.from({ length: 640 * 390 }, (_, i) => {
      const x = i % 640;
      const y = Math.floor(i / 640);
      return scene[(y % size.height) * size.width + (x % size.width)]!;
    });
    expect(Math.abs(estimateNoise(addNoise(tiled, 15, 7), large) / 15 - 1)).toBeLessThan(0.04);
  });

  it("leaves the image unchanged and is reproducible", () => {
    const noisy = addNoise(scene, 9, 8);
    const before = noisy.slice();
    const estimate = estimateNoise(noisy, size);
    expect(noisy).toEqual(before);
    expect(estimateNoise(Array.from(noisy), size)).toBe(estimate);
  });

  it("rejects invalid images", () => {
    const image = new Float32Array(31 * 40);
    expect(() => estimateNoise(image, { width: 31, height: 40 })).toThrow(
      new RangeError("estimateNoise: expected integer sides of at least 32 pixels, got 31×40"),
    );
    expect(() => estimateNoise(image, { width: 32, height: 40 })).toThrow(
      new RangeError("estimateNoise: expected 32×40 = 1280 pixels, got 1240"),
    );
    const broken = new Float32Array(1024);
    broken[33] = NaN;
    expect(() => estimateNoise(broken, { width: 32, height: 32 })).toThrow(
      new RangeError("estimateNoise: expected finite gray levels, got NaN at pixel 33"),
    );
  });
});
