import type { GridPlacement, HalfSpectrum } from "./periodic-grid.ts";

/**
 * A filter of images by way of a periodic grid: R = Tᵀ F⁻¹ H F S, with S `source`, H `transfer`, T `target`.
 */
export interface FourierFilter {
  /** What each frequency of the grid is multiplied by; its sides are the grid's. */
  readonly transfer: HalfSpectrum;
  /** Where the pixels of the filtered image stand; places without a pixel are zero. */
  readonly source: GridPlacement;
  /** Which places of the grid make the result: their sum where one pixel stands at several. */
  readonly target: GridPlacement;
}

/** A filter and whether its spectrum is to be conjugated. */
export interface EffectiveFilter extends FourierFilter {
  readonly conjugated: boolean;
}

/** The filter itself, or its transpose. */
export function effectiveFilter(
  { transfer, source, target }: FourierFilter,
  transposed: boolean,
): EffectiveFilter {
  return transposed
    ? { transfer, source: target, target: source, conjugated: true }
    : { transfer, source, target, conjugated: false };
}
