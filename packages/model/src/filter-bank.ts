import { dctBasis } from "./dct-basis.ts";

/**
 * k_i = Σ_j c_ij/‖c_i‖ · b_j: filters of unit norm and zero mean from free coefficients.
 *
 * @param coefficients `[count, size² − 1]`, no row all zero.
 * @returns `[count, size, size]`.
 */
export function synthesizeFilters(coefficients: Float32Array, count: number, size: number): Float32Array {
  const atoms = size * size - 1;
  const pixels = size * size;
  const basis = dctBasis(size);
  const filters = new Float32Array(count * pixels);
  const filter = new Float64Array(pixels);
  for (let i = 0; i < count; i++) {
    const c = coefficients.subarray(i * atoms, (i + 1) * atoms);
    const norm = Math.hypot(...c);
    filter.fill(0);
    for (let j = 0; j < atoms; j++) {
      const weight = c[j]! / norm;
      for (let p = 0; p < pixels; p++) filter[p] = filter[p]! + weight * basis[j * pixels + p]!;
    }
    filters.set(filter, i * pixels);
  }
  return filters;
}

/**
 * Takes dL/dk back through {@link synthesizeFilters}: dL/dc = (I − ĉĉᵀ)/‖c‖ · B dL/dk.
 *
 * @param dFilters `[count, size, size]`.
 * @returns `[count, size² − 1]`.
 */
export function synthesizeFiltersGradient(
  dFilters: Float32Array,
  coefficients: Float32Array,
  count: number,
  size: number,
): Float32Array {
  const atoms = size * size - 1;
  const pixels = size * size;
  const basis = dctBasis(size);
  const gradient = new Float32Array(count * atoms);
  const analysed = new Float64Array(atoms);
  for (let i = 0; i < count; i++) {
    const c = coefficients.subarray(i * atoms, (i + 1) * atoms);
    const norm = Math.hypot(...c);
    let along = 0;
    for (let j = 0; j < atoms; j++) {
      let sum = 0;
      for (let p = 0; p < pixels; p++) sum += basis[j * pixels + p]! * dFilters[i * pixels + p]!;
      analysed[j] = sum;
      along += (sum * c[j]!) / norm;
    }
    for (let j = 0; j < atoms; j++) gradient[i * atoms + j] = (analysed[j]! - (along * c[j]!) / norm) / norm;
  }
  return gradient;
}
