import type { AsyncDenoiser } from "@genericdp/core";
import { checkCount, checkPositive } from "./check-number.ts";
import type { Schedule } from "./schedule.ts";

export interface PlugAndPlayOptions {
  /** How many iterations; 12 unless given. */
  readonly iterations?: number;
  /** Noise level of the first iteration, in gray levels; 49 unless given. That of the last one, if more. */
  readonly from?: number;
  /** Noise level of the last iteration, in gray levels; 0 unless given. σ, the measurement's, if more. */
  readonly to?: number;
  /**
   * How much the prior counts against the data, in the first iteration and in the last; 0.35 and 0.2 unless
   * given.
   */
  readonly weight?: number | readonly [first: number, last: number];
  /** How fast the levels fall: with 1 in equal ratios, with more slowly at first; 1.5 unless given. */
  readonly exponent?: number;
  /**
   * How far the data step looks ahead at first, as a share of the last iteration's change; falls to 0 at the
   * end; 0 unless given. Worth its while where the data fix some pixels only little by little.
   */
  readonly momentum?: number;
  /**
   * How far the prior is held back where the measurement says little, from 0 (not) to 1 (it changes nothing
   * that is not measured); 0 unless given. See `ScheduledStep`.
   */
  readonly relaxation?: number;
}

/**
 * The whole denoiser at noise levels that fall on a logarithmic scale, from `from` to `to`:
 *
 *     t = ((k − 1)/(K − 1))^exponent,   σ_k = from^(1−t) · to^t,   w_k = first^(1−t) · last^t,
 *     γ_k = σ_k² / (w_k · σ²)
 *
 * DPIR (Zhang et al., TPAMI 2021, DOI 10.1109/TPAMI.2021.3088914). A σ_k outside the denoiser's range is
 * taken into it before γ_k is computed: how strongly z is held and what is removed from it go together. Each
 * iteration denoises another of the eight flips and turns of the image, so that what the denoiser prefers
 * cancels out.
 *
 * @throws RangeError for an option that is no positive number, or negative where 0 will do, and for a
 *   relaxation above 1.
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
      // A single iteration ends where longer ones do.
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

/** On a logarithmic scale; the ends are exact, whatever the rounding of powers. */
function between(start: number, end: number, t: number): number {
  return t === 0 ? start : t === 1 ? end : start ** (1 - t) * end ** t;
}
