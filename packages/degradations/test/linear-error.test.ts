import { bicubicKernel, diskKernel, gaussianKernel, kernelFromArray } from "@genericdp/operators";
import { describe, expect, it } from "vitest";
import { convolutionError, gapError, quantizationError } from "../src/index.ts";

const delta = kernelFromArray([[1]]);

describe("convolutionError", () => {
  it("is zero for a perfect measurement, and the image's standard deviation for none", () => {
    expect(convolutionError(delta, 1, 1e-6)).toBeLessThan(1e-4);
    expect(convolutionError(delta, 1, 1e6)).toBeCloseTo(50, 1);
  });

  it("is about the noise level for weak noise alone", () => {
    expect(convolutionError(delta, 1, 0.3)).toBeGreaterThan(0.28);
    expect(convolutionError(delta, 1, 0.3)).toBeLessThan(0.3);
  });

  it("rises with the noise, the width of the blur and the factor", () => {
    const rises = (errors: readonly number[]): void =>
      expect(errors).toEqual(errors.toSorted((a, b) => a - b));
    rises([0.5, 1, 2, 4, 8, 50].map((noise) => convolutionError(diskKernel(2), 1, noise)));
    rises([0.5, 1, 2, 4].map((width) => convolutionError(gaussianKernel(width), 1, 2)));
    rises([2, 3, 4, 8].map((factor) => convolutionError(bicubicKernel(factor), factor, 2)));
  });

  it("does not depend on the kernel's position in its window", () => {
    const corner = kernelFromArray([
      [1, 2, 0],
      [3, 4, 0],
      [0, 0, 0],
    ]);
    const other = kernelFromArray([
      [0, 0, 0],
      [0, 1, 2],
      [0, 3, 4],
    ]);
    expect(convolutionError(corner, 2, 3)).toBeCloseTo(convolutionError(other, 2, 3), 9);
  });
});

describe("quantizationError", () => {
  it("is that of rounding for fine steps, step/√12", () => {
    expect(quantizationError(Array.from({ length: 64 }, () => 0.1))).toBeCloseTo(0.1 / Math.sqrt(12), 4);
  });

  it("is less for coarse steps, because coefficients are small anyway", () => {
    const coarse = quantizationError(Array.from({ length: 64 }, () => 100));
    expect(coarse).toBeLessThan(60 / Math.sqrt(12));
    expect(coarse).toBeGreaterThan(5);
  });
});

describe("gapError", () => {
  const side = 24;
  const known = (isKnown: (row: number, column: number) => boolean): Parameters<typeof gapError>[0] => ({
    height: side,
    width: side,
    data: Array.from({ length: side ** 2 }, (_, at) => +isKnown(Math.floor(at / side), at % side)),
  });
  const hole = (radius: number): Parameters<typeof gapError>[0] =>
    known((row, column) => Math.max(Math.abs(row - 12), Math.abs(column - 12)) > radius);

  it("equals the error of noise alone if nothing is missing", () => {
    const all = known(() => true);
    expect(gapError(all, 3)).toBeCloseTo(convolutionError(delta, 1, 3), 9);
  });

  it("rises with the size of a hole and the noise, up to an image's standard deviation", () => {
    const errors = [0, 1, 3, 6, 9].map((radius) => gapError(hole(radius), 0.25));
    expect(errors).toEqual(errors.toSorted((a, b) => a - b));
    expect(gapError(hole(3), 10)).toBeGreaterThan(gapError(hole(3), 1));
    expect(
      gapError(
        known(() => false),
        0.25,
      ),
    ).toBeCloseTo(50, 0);
  });

  it("does not depend on the image's orientation", () => {
    const near = (row: number, column: number): boolean => row < 3 || (column > 20 && row > 9);
    const error = gapError(known(near), 1);
    expect(
      gapError(
        known((row, column) => near(column, row)),
        1,
      ),
    ).toBeCloseTo(error, 6);
    expect(
      gapError(
        known((row, column) => near(side - 1 - row, column)),
        1,
      ),
    ).toBeCloseTo(error, 6);
  });

  it("is within a third of the best linear estimate's error", () => {
    // From kriging with the covariance of the same spectrum and exactly known pixels: see
    // docs/solver-notes.md.
    const square = (size: number): Parameters<typeof gapError>[0] =>
      known((row, column) => row < 7 || row >= 7 + size || column < 7 || column >= 7 + size);
    for (const [size, best] of [
      [3, 8.95],
      [5, 10.94],
      [9, 14.05],
    ] as const) {
      expect(Math.abs(gapError(square(size), 1e-3) / best - 1)).toBeLessThan(1 / 3);
    }
  });
});
