import { defineLinearOperator, randomStream } from "@genericdp/core";
import type { ImageShape, LinearOperator } from "@genericdp/core";
import { matMul, reshape, tensor2d, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";

/** Rows of a matrix in float64. */
export type Matrix = readonly (readonly number[])[];

export function randomMatrix(seed: number, rows: number, columns: number): Matrix {
  const random = randomStream(seed, rows, columns);
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.normal()));
}

export function randomVector(seed: number, length: number): number[] {
  const random = randomStream(seed, length);
  return Array.from({ length }, () => 100 + 30 * random.normal());
}

export function multiply(a: Matrix, x: readonly number[]): number[] {
  return a.map((row) => row.reduce((sum, value, j) => sum + value * x[j]!, 0));
}

function transpose(a: Matrix): Matrix {
  return a[0]!.map((_, j) => a.map((row) => row[j]!));
}

/** Gaussian elimination with partial pivoting, in float64. */
export function solve(a: Matrix, b: readonly number[]): number[] {
  const rows = a.map((row, i) => [...row, b[i]!]);
  const n = rows.length;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(rows[i]![k]!) > Math.abs(rows[pivot]![k]!)) pivot = i;
    [rows[k], rows[pivot]] = [rows[pivot]!, rows[k]!];
    for (let i = k + 1; i < n; i++) {
      const factor = rows[i]![k]! / rows[k]![k]!;
      for (let j = k; j <= n; j++) rows[i]![j]! -= factor * rows[k]![j]!;
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let k = n - 1; k >= 0; k--) {
    const known = x.reduce((sum, value, j) => sum + rows[k]![j]! * value, 0);
    x[k] = (rows[k]![n]! - known) / rows[k]![k]!;
  }
  return x;
}

/** I + γ AᵀA. */
export function normalMatrix(a: Matrix, gamma: number): Matrix {
  const at = transpose(a);
  return at.map((row, i) =>
    at.map(
      (other, j) => gamma * row.reduce((sum, value, k) => sum + value * other[k]!, 0) + (i === j ? 1 : 0),
    ),
  );
}

/** (I + γ AᵀA)⁻¹ (z + γ Aᵀ y) in float64. */
export function densePenalised(
  a: Matrix,
  z: readonly number[],
  y: readonly number[],
  gamma: number,
): number[] {
  const aty = multiply(transpose(a), y);
  return solve(
    normalMatrix(a, gamma),
    z.map((value, i) => value + gamma * aty[i]!),
  );
}

/** An operator y = A x on images of one row, used as vectors. */
export function denseOperator(a: Matrix): LinearOperator {
  const [rows, columns] = [a.length, a[0]!.length];
  const matrix = tensor2d(a.flat(), [rows, columns]);
  return defineLinearOperator({
    name: "dense",
    outputShape: (shape) => {
      if (shape[2] !== columns) throw new RangeError(`dense: expected width ${columns}, got ${shape[2]}`);
      return [1, 1, rows, 1] satisfies ImageShape;
    },
    forward: (x) => reshape(matMul(matrix, reshape(x, [columns, 1])), [1, 1, rows, 1]),
    adjoint: (y) => reshape(matMul(matrix, reshape(y, [rows, 1]), true), [1, 1, columns, 1]),
  });
}

export function asRow(values: readonly number[]): Tensor4D {
  return tensor4d([...values], [1, 1, values.length, 1]);
}

export function pixelsOf(tensor: Tensor): number[] {
  return Array.from(tensor.dataSync());
}

export function largestDifference(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) throw new Error(`lengths ${a.length} and ${b.length}`);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}
