import { describe, expect, it } from "vitest";
import { symmetricEigenvalues } from "../src/white/symmetric-eigenvalues.ts";
import { normalStream } from "./gaussian-noise.ts";

const sizes = [1, 2, 3, 4, 7, 16, 33, 49, 64];

function randomSymmetric(n: number, seed: number): Float64Array {
  const normal = normalStream(seed);
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) matrix[i * n + j] = matrix[j * n + i] = normal();
  return matrix;
}

/**
 * H diag(values) H for a product H of three Householder reflections: a full matrix with the given
 * eigenvalues.
 */
function hide(values: ArrayLike<number>, seed: number): Float64Array {
  const n = values.length;
  const normal = normalStream(seed);
  let matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) matrix[i * n + i] = values[i]!;
  for (let turn = 0; turn < 3; turn++) {
    const v = Float64Array.from({ length: n }, normal);
    const norm = v.reduce((sum, entry) => sum + entry * entry, 0);
    const product = Float64Array.from({ length: n }, (_, i) => {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += matrix[i * n + j]! * v[j]!;
      return (2 * sum) / norm;
    });
    const inner = v.reduce((sum, entry, i) => sum + entry * product[i]!, 0) / norm;
    matrix = matrix.map((entry, at) => {
      const i = Math.floor(at / n);
      const j = at % n;
      return entry - v[i]! * product[j]! - product[i]! * v[j]! + 2 * inner * v[i]! * v[j]!;
    });
  }
  return matrix;
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    expect(Math.abs(actual[i]! - expected[i]!)).toBeLessThan(tolerance);
  }
}

describe("symmetricEigenvalues", () => {
  it.each(sizes)("are ascending, sum to the trace and have the Frobenius norm (n = %i)", (n) => {
    const matrix = randomSymmetric(n, n);
    const values = symmetricEigenvalues(matrix, n);
    let trace = 0;
    for (let i = 0; i < n; i++) trace += matrix[i * n + i]!;
    expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(trace, 10);
    const squares = matrix.reduce((sum, entry) => sum + entry * entry, 0);
    expect(values.reduce((sum, value) => sum + value * value, 0) / squares).toBeCloseTo(1, 12);
    expect(values).toEqual(values.toSorted());
  });

  it.each(sizes)("finds the eigenvalues of an orthogonally transformed diagonal matrix (n = %i)", (n) => {
    const normal = normalStream(100 + n);
    const values = Float64Array.from({ length: n }, () => 10 * normal()).toSorted();
    expectClose(symmetricEigenvalues(hide(values, n), n), values, 1e-11);
  });

  it("finds repeated and clustered eigenvalues", () => {
    const values = Float64Array.from([0, 0, 0, 1, 1, 1 + 1e-9, 5, 5, 5, 5, 400]);
    expectClose(symmetricEigenvalues(hide(values, 3), values.length), values, 1e-11);
  });

  it("is exact for diagonal matrices, including zero and unsorted ones", () => {
    expect(symmetricEigenvalues(hide([], 1), 0)).toEqual(new Float64Array(0));
    expect(symmetricEigenvalues([3, 0, 0, 0, -1, 0, 0, 0, 2], 3)).toEqual(Float64Array.from([-1, 2, 3]));
    expect(symmetricEigenvalues(new Float64Array(49), 7)).toEqual(new Float64Array(7));
  });

  it("finds those of the second difference: 2 − 2 cos(kπ/(n + 1))", () => {
    const n = 40;
    const matrix = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      matrix[i * n + i] = 2;
      if (i > 0) matrix[i * n + i - 1] = matrix[(i - 1) * n + i] = -1;
    }
    const expected = Float64Array.from({ length: n }, (_, k) => {
      return 2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1));
    });
    expectClose(symmetricEigenvalues(matrix, n), expected, 1e-13);
  });

  it("finds the single non-zero eigenvalue ‖v‖² of v vᵀ", () => {
    const n = 20;
    const matrix = Float64Array.from({ length: n * n }, (_, at) => (Math.floor(at / n) + 1) * ((at % n) + 1));
    const expected = new Float64Array(n);
    expected[n - 1] = (n * (n + 1) * (2 * n + 1)) / 6;
    expectClose(symmetricEigenvalues(matrix, n), expected, 1e-11);
  });

  it("follows shifts and scales, including tiny and huge ones", () => {
    const n = 12;
    const matrix = randomSymmetric(n, 77);
    const values = symmetricEigenvalues(matrix, n);
    const shifted = matrix.map((entry, at) => (at % (n + 1) === 0 ? entry + 5 : entry));
    expectClose(
      symmetricEigenvalues(shifted, n),
      values.map((value) => value + 5),
      1e-12,
    );
    for (const scale of [1e-160, 1e160]) {
      const scaled = symmetricEigenvalues(
        matrix.map((entry) => entry * scale),
        n,
      );
      expectClose(
        scaled.map((value) => value / scale),
        values,
        1e-12,
      );
    }
  });

  it("reads only the lower triangle and leaves the matrix unchanged", () => {
    const n = 9;
    const matrix = randomSymmetric(n, 8);
    const lower = matrix.map((entry, at) => (at % n > Math.floor(at / n) ? 1e6 : entry));
    const before = lower.slice();
    expect(symmetricEigenvalues(lower, n)).toEqual(symmetricEigenvalues(matrix, n));
    expect(lower).toEqual(before);
  });

  it("rejects anything but finite square matrices", () => {
    expect(() => symmetricEigenvalues([1, 2, 3], 2)).toThrow(
      new RangeError("symmetricEigenvalues: expected 2×2 = 4 entries, got 3"),
    );
    expect(() => symmetricEigenvalues([1, NaN, NaN, 1], 2)).toThrow(RangeError);
    expect(() => symmetricEigenvalues([Infinity], 1)).toThrow(RangeError);
  });
});
