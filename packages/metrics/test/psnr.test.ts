import { describe, expect, it } from "vitest";
import { mse, psnr } from "../src/index.ts";
import { addNoise } from "./gaussian-noise.ts";
import { goldenCases } from "./golden/read-golden.ts";

const reference = addNoise(new Float32Array(1000).fill(128), 40, 1);
const estimate = addNoise(reference, 7, 2);

describe("mse", () => {
  it("is the square of a constant offset", () => {
    expect(mse([1, 2, 3], [4, 5, 6])).toBe(9);
  });

  it("is symmetric, scales with the square and adds up over parts", () => {
    expect(mse(estimate, reference)).toBe(mse(reference, estimate));
    const triple = (image: Float32Array): Float64Array => Float64Array.from(image, (value) => 3 * value);
    expect(mse(triple(reference), triple(estimate))).toBeCloseTo(9 * mse(reference, estimate), 9);
    const head = mse(reference.subarray(0, 300), estimate.subarray(0, 300));
    const tail = mse(reference.subarray(300), estimate.subarray(300));
    expect(0.3 * head + 0.7 * tail).toBeCloseTo(mse(reference, estimate), 10);
  });

  it("is the variance of white noise", () => {
    const clean = new Float32Array(200_000).fill(100);
    expect(mse(clean, addNoise(clean, 20, 3)) / 400).toBeCloseTo(1, 1.7);
  });

  it("rejects images that cannot be compared", () => {
    expect(() => mse([], [])).toThrow(new RangeError("mse: expected at least one pixel, got an empty image"));
    expect(() => mse([1, 2], [1])).toThrow(
      new RangeError("mse: expected images of equal length, got 2 and 1 pixels"),
    );
  });
});

describe("psnr", () => {
  it.each(goldenCases)("agrees with numpy on $width×$height, peak $peak", (golden) => {
    expect(mse(golden.reference, golden.estimate) / golden.mse).toBeCloseTo(1, 12);
    expect(psnr(golden.reference, golden.estimate, { peak: golden.peak })).toBeCloseTo(golden.psnr, 10);
  });

  it("is infinite for equal images", () => {
    expect(psnr(reference, reference.slice())).toBe(Infinity);
    expect(psnr([0], [0])).toBe(Infinity);
  });

  it("is 0 dB if the error is as large as the peak, by default 255", () => {
    expect(psnr([0, 255], [255, 0])).toBe(0);
    expect(psnr([0, 1], [1, 0], { peak: 1 })).toBe(0);
  });

  it("falls by 20 log₁₀ k if the error grows k-fold, and ignores a common scale", () => {
    const worse = reference.map((value, i) => value + 4 * (estimate[i]! - value));
    expect(psnr(reference, estimate) - psnr(reference, worse)).toBeCloseTo(20 * Math.log10(4), 4);
    const unit = (image: Float32Array): Float64Array => Float64Array.from(image, (value) => value / 255);
    expect(psnr(unit(reference), unit(estimate), { peak: 1 })).toBeCloseTo(psnr(reference, estimate), 10);
  });

  it("accepts any array of numbers", () => {
    const plain = psnr(Array.from(reference), Array.from(estimate));
    expect(psnr(reference, Float64Array.from(estimate))).toBe(plain);
    expect(psnr(new Uint8Array([3, 4]), [3, 5])).toBeCloseTo(10 * Math.log10(2 * 255 ** 2), 12);
  });

  it("rejects images that cannot be compared and invalid peaks", () => {
    expect(() => psnr([1], [1, 2])).toThrow(
      new RangeError("psnr: expected images of equal length, got 1 and 2 pixels"),
    );
    expect(() => psnr([], [])).toThrow(RangeError);
    for (const peak of [0, -1, NaN, Infinity]) {
      const message = `psnr: expected a positive peak, got ${peak}`;
      expect(() => psnr([1], [2], { peak })).toThrow(new RangeError(message));
    }
  });
});
