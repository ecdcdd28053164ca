import { describe, expect, it } from "vitest";
import { diskKernel, gaussianKernel, kernelFromArray, motionKernel } from "../src/index.ts";
import type { BlurKernel } from "../src/index.ts";

function sumOf({ data }: BlurKernel): number {
  return data.reduce((sum, weight) => sum + weight, 0);
}

/**
 * Mean and covariance of a kernel as a distribution over positions: rows down, columns right, from the
 * centre.
 */
function momentsOf({ height, width, data }: BlurKernel): { mean: number[]; covariance: number[] } {
  let [my, mx, yy, yx, xx] = [0, 0, 0, 0, 0];
  for (const [i, weight] of data.entries()) {
    const y = Math.floor(i / width) - Math.floor(height / 2);
    const x = (i % width) - Math.floor(width / 2);
    my += weight * y;
    mx += weight * x;
    yy += weight * y * y;
    yx += weight * y * x;
    xx += weight * x * x;
  }
  return { mean: [my, mx], covariance: [yy, yx, xx] };
}

function expectNear(got: readonly number[], expected: readonly number[], tolerance: number): void {
  for (const [i, value] of expected.entries()) expect(Math.abs(got[i]! - value)).toBeLessThan(tolerance);
}

describe("kernels", () => {
  it.each([
    ["gaussianKernel", gaussianKernel(1.7)],
    ["a wide gaussianKernel", gaussianKernel(9, { size: 61 })],
    ["a narrow gaussianKernel", gaussianKernel(0.01)],
    ["diskKernel", diskKernel(3.3)],
    ["a small diskKernel", diskKernel(0.2)],
    ["motionKernel", motionKernel(9.5, 33)],
    ["a vertical motionKernel", motionKernel(4, 90)],
    ["kernelFromArray", kernelFromArray([[0, 2, 5]])],
  ])("%s: odd sides, frozen, sums to 1", (_, kernel) => {
    expect(Object.isFrozen(kernel)).toBe(true);
    expect([kernel.height % 2, kernel.width % 2]).toEqual([1, 1]);
    expect(kernel.data.length).toBe(kernel.height * kernel.width);
    expect(kernel.data.every((weight) => weight >= 0)).toBe(true);
    expect(Math.abs(sumOf(kernel) - 1)).toBeLessThan(1e-6);
  });

  it("gaussianKernel has the variance σ²", () => {
    const { mean, covariance } = momentsOf(gaussianKernel(2, { size: 31 }));
    expectNear([...mean, ...covariance], [0, 0, 4, 0, 4], 1e-4);
    expect(gaussianKernel(1.2).width).toBe(9);
  });

  it.each([0.4, 0.5, 0.7, 1, 1.5, 2.25, 5])("diskKernel covers the area of a disc of radius %d", (radius) => {
    const { height, width, data } = diskKernel(radius);
    expect(height).toBe(width);
    // Estimated by counting points.
    const fine = 200;
    const reach = (width - 1) / 2;
    for (const [i, weight] of data.entries()) {
      const [top, left] = [Math.floor(i / width) - reach - 0.5, (i % width) - reach - 0.5];
      let inside = 0;
      for (let p = 0; p < fine; p++) {
        for (let q = 0; q < fine; q++) {
          if (Math.hypot(top + (p + 0.5) / fine, left + (q + 0.5) / fine) <= radius) inside++;
        }
      }
      expect(Math.abs(weight - inside / fine ** 2 / (Math.PI * radius ** 2))).toBeLessThan(2e-3);
    }
  });

  it("motionKernel has the length and direction of its motion", () => {
    const length = 12;
    for (const angle of [0, 30, 45, 90, 135, 200]) {
      const { mean, covariance } = momentsOf(motionKernel(length, angle));
      const [c, s] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
      const spread = length ** 2 / 12;
      expectNear(mean, [0, 0], 1e-6);
      // Bilinear weights add up to a quarter of a squared pixel to each axis; rows point down.
      const [yy, yx, xx] = covariance as [number, number, number];
      expect(Math.abs(yx + spread * s * c)).toBeLessThan(0.3);
      expect(yy - spread * s * s).toBeGreaterThan(-0.01);
      expect(yy - spread * s * s).toBeLessThan(0.26);
      expect(xx - spread * c * c).toBeGreaterThan(-0.01);
      expect(xx - spread * c * c).toBeLessThan(0.26);
    }
    expectNear(Array.from(motionKernel(1, 0).data), [1 / 8, 3 / 4, 1 / 8], 1e-3);
    expect(motionKernel(4, 90)).toMatchObject({ height: 5, width: 1 });
  });

  it("kernelFromArray accepts rows and planes", () => {
    const plane = { height: 2, width: 1, data: Float32Array.of(1, 3) };
    expect(kernelFromArray(plane)).toEqual(kernelFromArray([[1], [3]]));
    expect(Array.from(kernelFromArray(plane).data)).toEqual([0.25, 0.75]);
  });

  it.each<[string, () => unknown, string]>([
    [
      "a negative weight",
      () =>
        kernelFromArray([
          [1, 0],
          [2, -1],
        ]),
      "≥ 0, got -1 at row 1, column 1",
    ],
    [
      "a weight that is no number",
      () => kernelFromArray([[Number.NaN]]),
      "expected finite weights ≥ 0, got NaN",
    ],
    ["an infinite weight", () => kernelFromArray([[Number.POSITIVE_INFINITY]]), "got Infinity at row 0"],
    [
      "a sum of zero",
      () => kernelFromArray([[0, 0]]),
      "kernelFromArray: expected weights of a positive, finite sum",
    ],
    ["no weights", () => kernelFromArray([]), "kernelFromArray: expected numbers, got 0×0"],
    ["ragged rows", () => kernelFromArray([[1], [1, 2]]), "expected rows of 1 numbers, got 2 in row 1"],
    ["a sigma of 0", () => gaussianKernel(0), "gaussianKernel: expected a positive sigma, got 0"],
    ["an even size", () => gaussianKernel(1, { size: 4 }), "gaussianKernel: expected an odd size, got 4"],
    ["a negative radius", () => diskKernel(-1), "diskKernel: expected a positive radius, got -1"],
    ["no length", () => motionKernel(0, 0), "motionKernel: expected a positive length, got 0"],
    ["no angle", () => motionKernel(3, Number.NaN), "motionKernel: expected an angle in degrees, got NaN"],
  ])("reject %s", (_, make, message) => {
    expect(make).toThrow(message);
  });
});
