import type { Denoiser } from "@genericdp/core";
import { cropped, mirrored } from "../mirrored.ts";
import { planeDenoiser } from "../plane-denoiser.ts";
import { ITERATIONS, STEPS, minimise } from "./experts.ts";
import { NATURAL_EXPERTS } from "./natural-experts.ts";

/**
 * Strength of the prior, 1 at the noise level of its training; fitted to the best strengths at σ = 5, 15, 25
 * and 50 on validation images.
 */
export function foeStrength(noiseLevel: number): number {
  return (noiseLevel / 25) ** (noiseLevel < 25 ? 1.5 : 2);
}

export interface FoeOptions {
  /** Side of the filters: 3, with eight filters, or 5, with 24 and eight times the work. Default: 3. */
  readonly side?: 3 | 5;
}

/**
 * Fields of experts (Roth, Black 2009, DOI 10.1007/s11263-008-0197-6):
 *
 *     argmin_u ½ ‖u − f‖² + s(σ) Σ_i w_i Σ_p log(1 + (k_i ∗ u)_p²)
 *
 * over the places p where a filter fits into the image, which is extended by mirroring. Filters and weights
 * were trained by the error of the minimiser at σ = 25 (Samuel, Tappen 2009, DOI 10.1109/CVPR.2009.5206774);
 * s(σ) is {@link foeStrength}. Each of 10 steps minimises a quadratic function above the energy by conjugate
 * gradients, from u = f.
 *
 * `[batch, height, width, 1]`, gray levels, σ from 0.5 to 150.
 *
 * @throws RangeError for filters of another side.
 */
export function foe({ side = 3 }: FoeOptions = {}): Denoiser {
  if (!Object.hasOwn(NATURAL_EXPERTS, side)) {
    throw new RangeError(`foe: expected side to be 3 or 5, got ${String(side)}`);
  }
  const experts = NATURAL_EXPERTS[side];
  return planeDenoiser({
    name: `FoE ${side}×${side}`,
    noiseRange: { min: 0.5, max: 150 },
    channels: 1,
    run: (image, noiseLevel) => {
      // From there on, as many filters reach a pixel as anywhere else.
      const margin = side - 1;
      const padded = mirrored(image, side, margin);
      const f = Float64Array.from(padded.values);
      const u = f.slice();
      const size = [padded.height, padded.width] as const;
      minimise(experts, foeStrength(noiseLevel), f, u, size, STEPS, ITERATIONS);
      return cropped({ ...padded, values: Float32Array.from(u) }, image.height, image.width, margin);
    },
  });
}
