import { describe, expect, it } from "vitest";
import { ssim } from "../src/index.ts";
import { addNoise } from "./gaussian-noise.ts";
import { goldenCases } from "./golden/read-golden.ts";

const size = { width: 37, height: 23 };
const pixels = size.width * size.height;
const reference = Float32Array.from({ length: pixels }, (_, i) => {
  return 120 + 60 * Math.sin((i % size.width) / 4) + 40 * Math.cos(Math.floor(i / size.width) / 3);
});
const estimate = addNoise(reference, 15, 5);
const score = ssim(reference, estimate, size);

function transpose(image: Float32Array): Float32Array {
  return image.map((_, i) => image[(i % size.height) * size.width + Math.floor(i / size.height)]!);
}

describe("ssim", () => {
  it.each(goldenCases)("agrees with numpy on $width×$height, peak $peak", (golden) => {
    expect(ssim(golden.reference, golden.estimate, golden)).toBeCloseTo(golden.ssim, 11);
  });

  it("is exactly 1 for equal images and below 1 for others", () => {
    expect(ssim(reference, reference.slice(), size)).toBe(1);
    const touched = reference.slice();
    touched[5 * size.width + 18]! += 3;
    expect(ssim(reference, touched, size)).toBeLessThan(1);
    expect(score).toBeGreaterThan(0.2);
    expect(score).toBeLessThan(0.9);
  });

  it("is symmetric", () => {
    expect(ssim(estimate, reference, size)).toBe(score);
  });

  it("does not change if both images are rotated or mirrored", () => {
    const turned = { width: size.height, height: size.width };
    expect(ssim(transpose(reference), transpose(estimate), turned)).toBeCloseTo(score, 12);
    expect(ssim(reference.toReversed(), estimate.toReversed(), size)).toBeCloseTo(score, 12);
  });

  it("ignores a common scale of images and peak", () => {
    const unit = (image: Float32Array): Float64Array => Float64Array.from(image, (value) => value / 255);
    expect(ssim(unit(reference), unit(estimate), { ...size, peak: 1 })).toBeCloseTo(score, 12);
  });

  it("decreases as noise increases", () => {
    const scores = [0, 2, 5, 10, 25, 50].map((level) => ssim(reference, addNoise(reference, level, 9), size));
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(new Set(scores).size).toBe(scores.length);
  });

  it("compares constant images only by their luminance", () => {
    const c1 = (0.01 * 255) ** 2;
    const flat = (level: number): Float32Array => new Float32Array(pixels).fill(level);
    const luminance = (2 * 100 * 150 + c1) / (100 ** 2 + 150 ** 2 + c1);
    expect(ssim(flat(100), flat(150), size)).toBeCloseTo(luminance, 9);
  });

  it("is negative if the structure is inverted", () => {
    const inverted = reference.map((value) => 240 - value);
    expect(ssim(reference, inverted, size)).toBeLessThan(0);
  });

  it("has a single window on an 11×11 image: a change in a corner counts less than one in the centre", () => {
    const smallest = { width: 11, height: 11 };
    const flat = new Float32Array(121).fill(128);
    const corner = flat.with(0, 200);
    const centre = flat.with(60, 200);
    const edge = ssim(flat, corner, smallest);
    expect(edge).toBeGreaterThan(ssim(flat, centre, smallest));
    expect(edge).toBeLessThan(1);
  });

  it("leaves its inputs unchanged", () => {
    const before = [reference.slice(), estimate.slice()];
    ssim(reference, estimate, size);
    expect([reference, estimate]).toEqual(before);
  });

  it("rejects unsupported sizes", () => {
    const image = new Float32Array(110);
    expect(() => ssim(image, image, { width: 11, height: 10 })).toThrow(
      new RangeError("ssim: expected integer sides of at least 11 pixels, got 11×10"),
    );
    expect(() => ssim(image, image, { width: 11, height: 12 })).toThrow(
      new RangeError("ssim: expected 11×12 = 132 pixels, got 110"),
    );
    expect(() => ssim(image, image, { width: 12.5, height: 12 })).toThrow(RangeError);
    expect(() => ssim(image, new Float32Array(111), { width: 11, height: 11 })).toThrow(
      new RangeError("ssim: expected images of equal length, got 110 and 111 pixels"),
    );
    expect(() => ssim([], [], { width: 0, height: 0 })).toThrow(RangeError);
    expect(() => ssim(reference, estimate, { ...size, peak: -255 })).toThrow(RangeError);
  });
});
