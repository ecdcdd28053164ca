import type { Recipe } from "./recipe.ts";

/** What of a recipe says how often which noise level is drawn. */
export type NoiseDistribution = Pick<Recipe, "noiseExponent" | "noiseQuantiles"> & {
  readonly architecture: { readonly noiseRange: { readonly min: number; readonly max: number } };
};

/** The noise level below which the share `q`, from 0 to 1, of all that are drawn lie. */
export function noiseQuantile(distribution: NoiseDistribution, q: number): number {
  const {
    noiseExponent = 1,
    noiseQuantiles,
    architecture: { noiseRange },
  } = distribution;
  if (noiseQuantiles === undefined) {
    return noiseRange.min + (noiseRange.max - noiseRange.min) * q ** noiseExponent;
  }
  const place = q * (noiseQuantiles.length - 1);
  const below = Math.min(Math.floor(place), noiseQuantiles.length - 2);
  const [low, high] = [noiseQuantiles[below]!, noiseQuantiles[below + 1]!];
  return low + (high - low) * (place - below);
}
