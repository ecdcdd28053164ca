import type { NoiseRange } from "@genericdp/core";

/** The fields of a recipe that define the distribution of noise levels. */
export interface NoiseDistribution {
  readonly noiseExponent?: number;
  readonly noiseQuantiles?: readonly number[];
  readonly architecture: { readonly noiseRange: NoiseRange };
}

/** The `q`-quantile of the noise levels, `q` from 0 to 1. */
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
