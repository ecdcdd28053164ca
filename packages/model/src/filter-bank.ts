import { dctBasis } from "./dct-basis.ts";

/** The sizes of a bank of filters. */
export interface FilterBankShape {
  readonly count: number;
  /** Side of a filter in pixels, odd. */
  readonly size: number;
  /** Number of channels that each filter sees. */
  readonly channels: number;
}

/** Number of coefficients of a filter. */
export function filterAtoms({ size, channels }: Omit<FilterBankShape, "count">): number {
  return channels * (size * size - 1);
}

/**
 * k_i = Σ_j c_ij/‖c_i‖ · b_j: filters of unit norm from free coefficients, of zero mean in each channel. The
 * atoms b are those of {@link dctBasis}, of the first channel, then the second …
 *
 * @param coefficients `[count, channels · (size² − 1)]`, no row all zero.
 * @returns `[count, size, size, channels]`.
 */
export function synthesizeFilters(coefficients: Float32Array, bank: FilterBankShape): Float32Array {
  const { count, size, channels } = bank;
  const [atoms, pixels] = [size * size - 1, size * size];
  const basis = dctBasis(size);
  const filters = new Float32Array(count * pixels * channels);
  const filter = new Float64Array(pixels);
  for (let i = 0; i < count; i++) {
    const own = coefficients.subarray(i * channels * atoms, (i + 1) * channels * atoms);
    const norm = Math.hypot(...own);
    for (let channel = 0; channel < channels; channel++) {
      filter.fill(0);
      for (let j = 0; j < atoms; j++) {
        const weight = own[channel * atoms + j]! / norm;
        for (let p = 0; p < pixels; p++) filter[p] = filter[p]! + weight * basis[j * pixels + p]!;
      }
      filter.forEach((tap, p) => (filters[(i * pixels + p) * channels + channel] = tap));
    }
  }
  return filters;
}

/**
 * The inverse of {@link synthesizeFilters} for filters of zero mean in each channel: c_ij = ⟨b_j, k_i⟩.
 *
 * @param filters `[count, size, size, channels]`.
 * @returns `[count, channels · (size² − 1)]`.
 */
export function analyzeFilters(
  filters: Float32Array,
  { count, size, channels }: FilterBankShape,
): Float32Array {
  const [atoms, pixels] = [size * size - 1, size * size];
  const basis = dctBasis(size);
  return Float32Array.from({ length: count * channels * atoms }, (_, at) => {
    const atom = at % atoms;
    const channel = Math.floor(at / atoms) % channels;
    const filter = Math.floor(at / atoms / channels);
    let sum = 0;
    for (let p = 0; p < pixels; p++) {
      sum += basis[atom * pixels + p]! * filters[(filter * pixels + p) * channels + channel]!;
    }
    return sum;
  });
}

/**
 * Back-propagates dL/dk through {@link synthesizeFilters}: dL/dc = (I − ĉĉᵀ)/‖c‖ · B dL/dk.
 *
 * @param dFilters `[count, size, size, channels]`.
 * @returns `[count, channels · (size² − 1)]`.
 */
export function synthesizeFiltersGradient(
  dFilters: Float32Array,
  coefficients: Float32Array,
  bank: FilterBankShape,
): Float32Array {
  const { count, size, channels } = bank;
  const [atoms, pixels] = [size * size - 1, size * size];
  const basis = dctBasis(size);
  const width = channels * atoms;
  const gradient = new Float32Array(count * width);
  const analysed = new Float64Array(width);
  for (let i = 0; i < count; i++) {
    const c = coefficients.subarray(i * width, (i + 1) * width);
    const norm = Math.hypot(...c);
    let along = 0;
    for (let j = 0; j < width; j++) {
      const [channel, atom] = [Math.floor(j / atoms), j % atoms];
      let sum = 0;
      for (let p = 0; p < pixels; p++) {
        sum += basis[atom * pixels + p]! * dFilters[(i * pixels + p) * channels + channel]!;
      }
      analysed[j] = sum;
      along += (sum * c[j]!) / norm;
    }
    for (let j = 0; j < width; j++) gradient[i * width + j] = (analysed[j]! - (along * c[j]!) / norm) / norm;
  }
  return gradient;
}
