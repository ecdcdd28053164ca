import type { Denoiser } from "@genericdp/core";
import { cropped, mirrored } from "../mirrored.ts";
import { planeDenoiser } from "../plane-denoiser.ts";
import { minimise } from "./experts.ts";
import { NATURAL_EXPERTS } from "./natural-experts.ts";

/** Steps of the minimisation, and iterations of conjugate gradients in each. */
const [STEPS, ITERATIONS] = [10, 5];

/**
 * Strength of the prior, 1 at the noise level of its training; fitted to the best strengths at σ = 5, 15, 25
 * and 50 on validation images.
 */
export function foeStrength(noiseLevel: number): number {
  return (noiseLevel / 25) ** 1.6;
}

/**
 * Fields of experts (Roth, Black 2009, DOI 10.1007/s11263-008-0197-6) with eight filters of 3×3:
 *
 *     argmin_u ½ ‖u − f‖² + s(σ) Σ_i w_i Σ_p log(1 + (k_i ∗ u)_p²)
 *
 * over the places p where a filter fits into the image. Filters and weights were trained by the error of the
 * minimiser at σ = 25 (Samuel, Tappen 2009, DOI 10.1109/CVPR.2009.5206774); s(σ) is {@link foeStrength}. Each
 * of 10 steps minimises a quadratic function above the energy by conjugate gradients, from u = f.
 *
 * `[batch, height, width, 1]`, gray levels, σ from 0.5 to 150; an image smaller than a filter is extended by
 * mirroring.
 */
export function foe(): Denoiser {
  return planeDenoiser({
    name: "FoE",
    noiseRange: { min: 0.5, max: 150 },
    channels: 1,
    run: (image, noiseLevel) => {
      const padded = mirrored(image, NATURAL_EXPERTS.side);
      const f = Float64Array.from(padded.values);
      const u = f.slice();
      const size = [padded.height, padded.width] as const;
      minimise(NATURAL_EXPERTS, foeStrength(noiseLevel), f, u, size, STEPS, ITERATIONS);
      return cropped({ ...padded, values: Float32Array.from(u) }, image.height, image.width);
    },
  });
}
