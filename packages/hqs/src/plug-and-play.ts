import type { AsyncDenoiser } from "@genericdp/core";
import { checkCount, checkPositive } from "./check-number.ts";
import type { Schedule } from "./schedule.ts";

export interface PlugAndPlayOptions {
  /** Number of iterations. Default: 12. */
  readonly iterations?: number;
  /** Noise level of the first iteration, in gray levels; at least that of the last. Default: 49. */
  readonly from?: number;
  /** Noise level of the last iteration, in gray levels; at least σ of the measurement. Default: 0. */
  readonly to?: number;
  /**
   * Weight of the prior relative to the data, in the first iteration and in the last. Default: 0.35 and 0.2.
   */
  readonly weight?: number | readonly [first: number, last: number];
  /** How the levels fall: 1 means in equal ratios, more means slowly at first. Default: 1.5. */
  readonly exponent?: number;
  /**
   * How far the data step extrapolates, as a fraction of the last iteration's change; falls to 0 over the
   * iterations. Default: 0. Helps where the data determine some pixels only gradually.
   */
  readonly momentum?: number;
  /**
   * How much the prior is damped where the measurement says little: 0, not at all; 1, it does not change what
   * is not measured. Default: 0. See `ScheduledStep`.
   */
  readonly relaxation?: number;
}

/**
 * Applies the complete denoiser, at noise levels that fall on a logarithmic scale from `from` to `to`:
 *
 *     t = ((k − 1)/(K − 1))^exponent,   σ_k = from^(1−t) · to^t,   w_k = first^(1−t) · last^t,
 *     γ_k = σ_k² / (w_k · σ²)
 *
 * DPIR (Zhang et al., TPAMI 2021, DOI 10.1109/TPAMI.2021.3088914). A σ_k outside the denoiser's range is
 * clamped to it before γ_k is computed, so that the data step and the denoiser agree on the level. Each
 * iteration denoises another of the eight flips and rotations of the image, so that a preference of the
 * denoiser for one orientation averages out.
 *
 * @throws RangeError for an option that must be positive and is not, a negative one, or a relaxation above 1.
 */
export function plugAndPlay({
  iterations = 12,
  from = 49,
  to = 0,
  weight = [0.35, 0.2],
  exponent = 1.5,
  momentum = 0,
  relaxation = 0,
}: PlugAndPlayOptions = {}): Schedule<AsyncDenoiser> {
  checkCount("plugAndPlay: expected iterations", iterations, 1);
  checkPositive("plugAndPlay: expected from", from);
  checkNotNegative("to", to);
  const [first, last] = typeof weight === "number" ? [weight, weight] : weight;
  checkPositive("plugAndPlay: expected weight", first);
  checkPositive("plugAndPlay: expected weight", last);
  checkPositive("plugAndPlay: expected exponent", exponent);
  checkNotNegative("momentum", momentum);
  if (!(relaxation >= 0 && relaxation <= 1)) {
    throw new RangeError(`plugAndPlay: expected relaxation from 0 to 1, got ${relaxation}`);
  }
  return (noiseLevel, denoiser) => {
    checkPositive("plugAndPlay: expected noiseLevel", noiseLevel);
    if (typeof denoiser?.denoise !== "function") {
      throw new TypeError(`plugAndPlay: expected a denoiser with denoise(x, options), got ${denoiser}`);
    }
    const { min, max } = denoiser.noiseRange;
    const end = Math.max(to, noiseLevel);
    return Array.from({ length: iterations }, (_, k) => {
      // A single iteration ends at the same level as several.
      const t = iterations === 1 ? 1 : (k / (iterations - 1)) ** exponent;
      const level = Math.min(Math.max(between(Math.max(from, end), end, t), min), max);
      return {
        gamma: level ** 2 / (between(first, last, t) * noiseLevel ** 2),
        noiseLevel: level,
        relaxation,
        momentum: iterations === 1 ? 0 : momentum * (1 - k / (iterations - 1)),
        orientation: k % 8,
        apply: (u) => denoiser.denoise(u, { noiseLevel: level }),
      };
    });
  };
}

function checkNotNegative(what: string, value: number): void {
  if (value >= 0 && Number.isFinite(value)) return;
  throw new RangeError(`plugAndPlay: expected ${what} ≥ 0 and finite, got ${value}`);
}

/** Interpolates on a logarithmic scale; the ends are exact in spite of rounding. */
function between(start: number, end: number, t: number): number {
  return t === 0 ? start : t === 1 ? end : start ** (1 - t) * end ** t;
}
