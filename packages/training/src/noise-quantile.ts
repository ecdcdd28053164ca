import type { NoiseRange } from "@genericdp/core";

/** What of a recipe says how often which noise level is drawn. */
export interface NoiseDistribution {
  readonly noiseExponent?: number;
  readonly noiseQuantiles?: readonly number[];
  readonly architecture: { readonly noiseRange: NoiseRange };
}

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
