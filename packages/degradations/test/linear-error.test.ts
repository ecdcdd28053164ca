import { bicubicKernel, diskKernel, gaussianKernel, kernelFromArray } from "@genericdp/operators";
import { describe, expect, it } from "vitest";
import { convolutionError, quantizationError } from "../src/index.ts";

const delta = kernelFromArray([[1]]);

describe("convolutionError", () => {
  it("is nothing where everything was measured, and the standard deviation where nothing was", () => {
    expect(convolutionError(delta, 1, 1e-6)).toBeLessThan(1e-4);
    expect(convolutionError(delta, 1, 1e6)).toBeCloseTo(50, 1);
  });

  it("of weak noise alone is about the noise", () => {
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

  it("does not depend on where the kernel lies in its window", () => {
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
  it("of fine steps is that of rounding, step/√12", () => {
    expect(quantizationError(Array.from({ length: 64 }, () => 0.1))).toBeCloseTo(0.1 / Math.sqrt(12), 4);
  });

  it("of coarse steps is less, because coefficients are small anyway", () => {
    const coarse = quantizationError(Array.from({ length: 64 }, () => 100));
    expect(coarse).toBeLessThan(60 / Math.sqrt(12));
    expect(coarse).toBeGreaterThan(5);
  });
});
