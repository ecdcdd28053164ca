import type { FilterBankShape } from "@genericdp/model";

/** The index in a graph's constant of the tap of a filter at a pixel, counted from 0, and a channel. */
export type FilterLayout = (bank: FilterBankShape, filter: number, pixel: number, channel: number) => number;

/** `[count, channels, size, size]`, for the analysis k_i * x. */
export const ANALYSIS: FilterLayout = ({ size, channels }, filter, pixel, channel) =>
  (filter * channels + channel) * size * size + pixel;

/** `[channels, count, size, size]`, rotated by 180°, for the synthesis Σ_i k̄_i * p_i. */
export const SYNTHESIS: FilterLayout = ({ count, size }, filter, pixel, channel) =>
  (channel * count + filter + 1) * size * size - 1 - pixel;

/** Converts filters `[count, size, size, channels]` to the layout of a graph. */
export function arrangeFilters(
  filters: Float32Array,
  bank: FilterBankShape,
  layout: FilterLayout,
): Float32Array {
  const arranged = new Float32Array(filters.length);
  filters.forEach((tap, at) => (arranged[placeOf(at, bank, layout)] = tap));
  return arranged;
}

/** The inverse of {@link arrangeFilters}. */
export function collectFilters(
  arranged: Float32Array,
  bank: FilterBankShape,
  layout: FilterLayout,
): Float32Array {
  return arranged.map((_, at) => arranged[placeOf(at, bank, layout)]!);
}

function placeOf(at: number, bank: FilterBankShape, layout: FilterLayout): number {
  const [pixels, { channels }] = [bank.size * bank.size, bank];
  const pixel = Math.floor(at / channels) % pixels;
  return layout(bank, Math.floor(at / channels / pixels), pixel, at % channels);
}
