/** An invertible transform of `side` numbers: rows of `forward` are analysis vectors, float64, row by row. */
export interface PatchTransform {
  readonly side: number;
  readonly forward: Float64Array;
  readonly inverse: Float64Array;
}

/** The orthonormal DCT-II. */
export function dctTransform(side: number): PatchTransform {
  const forward = new Float64Array(side * side);
  const inverse = new Float64Array(side * side);
  for (let k = 0; k < side; k++) {
    for (let i = 0; i < side; i++) {
      const value = Math.sqrt((k === 0 ? 1 : 2) / side) * Math.cos((Math.PI * (i + 0.5) * k) / side);
      forward[k * side + i] = value;
      inverse[i * side + k] = value;
    }
  }
  return { side, forward, inverse };
}

/** Low-pass analysis filter of the biorthogonal spline wavelet 1.5, times 256/√2. */
const BIOR_1_5 = [3, -3, -22, 22, 128, 128, 22, -22, -3, 3];

/**
 * The periodic biorthogonal spline wavelet 1.5 down to the last level (Cohen, Daubechies, Feauveau 1992, DOI
 * 10.1002/cpa.3160450502), with analysis vectors of unit norm.
 *
 * @param side a power of two.
 */
export function biorthogonalTransform(side: number): PatchTransform {
  const columns = Array.from({ length: side }, (_, i) => {
    const signal = Array.from({ length: side }, (_unused, j) => (i === j ? 1 : 0));
    return analyse(signal);
  });
  const forward = new Float64Array(side * side);
  for (let k = 0; k < side; k++) {
    const norm = Math.hypot(...columns.map((column) => column[k]!));
    for (let i = 0; i < side; i++) forward[k * side + i] = columns[i]![k]! / norm;
  }
  return { side, forward, inverse: invert(forward, side) };
}

/** The wavelet coefficients of a periodic signal, coarsest first. */
function analyse(signal: readonly number[]): number[] {
  const { length } = signal;
  if (length === 1) return [...signal];
  const half = Array.from({ length: length / 2 }, (_, k) => 2 * k);
  const coarse = half.map((start) =>
    BIOR_1_5.reduce((sum, weight, m) => {
      const place = (((start + m - 4) % length) + length) % length;
      return sum + ((weight * Math.SQRT2) / 256) * signal[place]!;
    }, 0),
  );
  const fine = half.map((start) => (signal[start]! - signal[start + 1]!) / Math.SQRT2);
  return [...analyse(coarse), ...fine];
}

/** The inverse of a regular matrix by Gauss–Jordan elimination with pivoting. */
function invert(matrix: Float64Array, size: number): Float64Array {
  const rows = Array.from({ length: size }, (_, i) =>
    Array.from({ length: 2 * size }, (_unused, j) =>
      j < size ? matrix[i * size + j]! : j - size === i ? 1 : 0,
    ),
  );
  for (let k = 0; k < size; k++) {
    let pivot = k;
    for (let i = k + 1; i < size; i++) {
      if (Math.abs(rows[i]![k]!) > Math.abs(rows[pivot]![k]!)) pivot = i;
    }
    [rows[k], rows[pivot]] = [rows[pivot]!, rows[k]!];
    const scale = rows[k]![k]!;
    rows[k] = rows[k]!.map((value) => value / scale);
    for (let i = 0; i < size; i++) {
      const factor = rows[i]![k]!;
      if (i !== k && factor !== 0) rows[i] = rows[i]!.map((value, j) => value - factor * rows[k]![j]!);
    }
  }
  return Float64Array.from(rows.flatMap((row) => row.slice(size)));
}
