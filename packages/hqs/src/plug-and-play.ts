import type { Denoiser } from "@genericdp/core";
import { checkCount, checkPositive } from "./check-number.ts";
import type { Schedule } from "./schedule.ts";

export interface PlugAndPlayOptions {
  /** How many iterations; 8 unless given. More of them want another weight: the two belong together. */
  readonly iterations?: number;
  /** Noise level of the first iteration, in gray levels; 49 unless given. */
  readonly from?: number;
  /** How much the prior counts against the data; 0.23 unless given. */
  readonly weight?: number;
}

/**
 * The whole denoiser at noise levels that fall on a logarithmic scale:
 *
 *     σ_1 = from, …, σ_K = σ,   γ_k = σ_k² / (weight · σ²)
 *
 * DPIR (Zhang et al., TPAMI 2021, DOI 10.1109/TPAMI.2021.3088914). Where the measurement's σ is
 * above `from`, every σ_k is σ. A σ_k outside the denoiser's range is taken into it before γ_k is computed:
 * how strongly z is held and what is removed from it go together.
 *
 * @throws RangeError for an option that is no positive number.
 */
export function plugAndPlay({
  iterations = 8,
  from = 49,
  weight = 0.23,
}: PlugAndPlayOptions = {}): Schedule<Denoiser> {
  checkCount("plugAndPlay: expected iterations", iterations, 1);
  checkPositive("plugAndPlay: expected from", from);
  checkPositive("plugAndPlay: expected weight", weight);
  return (noiseLevel, denoiser) => {
    checkPositive("plugAndPlay: expected noiseLevel", noiseLevel);
    if (typeof denoiser?.denoise !== "function") {
      throw new TypeError(`plugAndPlay: expected a denoiser with denoise(x, options), got ${denoiser}`);
    }
    const { min, max } = denoiser.noiseRange;
    const first = Math.max(from, noiseLevel);
    return Array.from({ length: iterations }, (_, k) => {
      // A single iteration ends where longer ones do; the ends are exact, whatever the rounding of powers.
      const left = k === iterations - 1 ? 0 : 1 - k / (iterations - 1);
      const wanted = left === 1 ? first : noiseLevel * (first / noiseLevel) ** left;
      const level = Math.min(Math.max(wanted, min), max);
      return {
        gamma: level ** 2 / (weight * noiseLevel ** 2),
        noiseLevel: level,
        apply: (u) => denoiser.denoise(u, { noiseLevel: level }),
      };
    });
  };
}
