/** Linear filters with a weight each: E(u) = Σ_i w_i Σ_p log(1 + (k_i ∗ u)_p²). */
export interface Experts {
  /** Side of the filters. */
  readonly side: number;
  /** Filters k [count][side · side] of sum zero, applied as correlations where they fit into the image. */
  readonly filters: Float64Array;
  readonly weights: Float64Array;
}

/** Steps of the minimisation in training and restoration, and iterations of conjugate gradients in each. */
export const STEPS = 10;
export const ITERATIONS = 5;

export type Size = readonly [height: number, width: number];

/** k_i ∗ u, [height − side + 1][width − side + 1]. */
export function responsesOf(
  { side, filters }: Experts,
  i: number,
  u: Float64Array,
  [height, width]: Size,
): Float64Array {
  const [rows, columns] = [height - side + 1, width - side + 1];
  const responses = new Float64Array(rows * columns);
  const triples = triplesOf(filters.subarray(i * side * side, (i + 1) * side * side), side);
  for (let y = 0; y < rows; y++) {
    for (const { row, column, a, b, c } of triples) {
      const start = (y + row) * width + column;
      for (let p = start, at = y * columns; p < start + columns; p++, at++) {
        responses[at]! += a * u[p]! + b * u[p + 1]! + c * u[p + 2]!;
      }
    }
  }
  return responses;
}

/** to += k_iᵀ responses. */
export function addTranspose(
  { side, filters }: Experts,
  i: number,
  responses: Float64Array,
  [height, width]: Size,
  to: Float64Array,
): void {
  const [rows, columns] = [height - side + 1, width - side + 1];
  // Each row of responses is correlated with the turned filter, between as many zeros as the filter reaches.
  const turned = filters.subarray(i * side * side, (i + 1) * side * side).toReversed();
  const triples = triplesOf(turned, side);
  const wide = new Float64Array(columns + 2 * (side - 1));
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) wide[side - 1 + x] = responses[y * columns + x]!;
    for (const { row, column, a, b, c } of triples) {
      for (let p = column, at = (y + side - 1 - row) * width; p < column + width; p++, at++) {
        to[at]! += a * wide[p]! + b * wide[p + 1]! + c * wide[p + 2]!;
      }
    }
  }
}

/** Three neighbouring taps of a filter. */
interface Triple {
  readonly row: number;
  /** Of the first tap. */
  readonly column: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** The rows of a filter as triples: three taps at a time take about half as long as one after the other. */
function triplesOf(taps: Float64Array, side: number): Triple[] {
  const perRow = Math.ceil(side / 3);
  return Array.from({ length: side * perRow }, (_, n) => {
    const [row, next] = [Math.floor(n / perRow), 3 * (n % perRow)];
    // The last triple of a row may overlap the one before; taps that both have are zero in the second.
    const column = Math.min(next, side - 3);
    const tap = (x: number): number => (x < next ? 0 : taps[row * side + x]!);
    return { row, column, a: tap(column), b: tap(column + 1), c: tap(column + 2) };
  });
}

/** ½‖u − f‖² + strength · E(u). */
export function energyOf(
  experts: Experts,
  strength: number,
  f: Float64Array,
  u: Float64Array,
  size: Size,
): number {
  let sum = 0;
  for (const [p, value] of u.entries()) sum += (value - f[p]!) ** 2 / 2;
  for (const [i, weight] of experts.weights.entries()) {
    for (const response of responsesOf(experts, i, u, size)) {
      sum += strength * weight * Math.log1p(response * response);
    }
  }
  return sum;
}

/** The diagonal of each filter in the quadratic form Σ_i k_iᵀ diag(curvature(k_i ∗ u)) k_i. */
export function curvatures(
  experts: Experts,
  u: Float64Array,
  size: Size,
  curvature: (response: number, weight: number) => number,
): Float64Array[] {
  return Array.from(experts.weights, (weight, i) =>
    responsesOf(experts, i, u, size).map((response) => curvature(response, weight)),
  );
}

/**
 * Conjugate gradients for (I + Σ_i k_iᵀ diag(d_i) k_i) u = f from u, which is changed.
 *
 * @param diagonals d_i, that of filter i.
 */
export function solve(
  experts: Experts,
  diagonals: readonly Float64Array[],
  f: Float64Array,
  u: Float64Array,
  size: Size,
  iterations: number,
): void {
  const apply = (v: Float64Array): Float64Array => {
    const result = v.slice();
    for (const [i, diagonal] of diagonals.entries()) {
      const responses = responsesOf(experts, i, v, size);
      for (let p = 0; p < responses.length; p++) responses[p]! *= diagonal[p]!;
      addTranspose(experts, i, responses, size, result);
    }
    return result;
  };
  const residual = apply(u).map((value, p) => f[p]! - value);
  const direction = residual.slice();
  let energy = dot(residual, residual);
  for (let k = 0; k < iterations && energy > 0; k++) {
    const image = apply(direction);
    const curvature = dot(direction, image);
    // Only possible where the form is not convex; for denoising, it is.
    if (curvature <= 0) return;
    const step = energy / curvature;
    for (let p = 0; p < u.length; p++) {
      u[p]! += step * direction[p]!;
      residual[p]! -= step * image[p]!;
    }
    const before = energy;
    energy = dot(residual, residual);
    for (let p = 0; p < u.length; p++) direction[p] = residual[p]! + (energy / before) * direction[p]!;
  }
}

/**
 * Minimises ½‖u − f‖² + strength · E(u) in place: each step minimises a quadratic function that touches the
 * energy at u and lies above it elsewhere (Geman, Reynolds 1992, DOI 10.1109/34.120331).
 */
export function minimise(
  experts: Experts,
  strength: number,
  f: Float64Array,
  u: Float64Array,
  size: Size,
  steps: number,
  iterations: number,
): void {
  for (let k = 0; k < steps; k++) {
    const weights = curvatures(experts, u, size, (r, weight) => (2 * strength * weight) / (1 + r * r));
    solve(experts, weights, f, u, size, iterations);
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let p = 0; p < a.length; p++) sum += a[p]! * b[p]!;
  return sum;
}
