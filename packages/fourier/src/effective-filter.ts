import type { GridPlacement, HalfSpectrum } from "./periodic-grid.ts";

/** A filter that works on a periodic grid: R = Tᵀ F⁻¹ H F S, with S `source`, H `transfer`, T `target`. */
export interface FourierFilter {
  /** The factor for each frequency of the grid. Its height and width are the grid's. */
  readonly transfer: HalfSpectrum;
  /** Which input pixel each grid cell holds. Cells without a pixel are zero. */
  readonly source: GridPlacement;
  /** Which output pixel each grid cell belongs to. Cells that share a pixel are summed. */
  readonly target: GridPlacement;
}

/** A filter, and whether its spectrum is conjugated. */
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
