import type { Denoiser } from "@genericdp/core";
import { decodeBase64 } from "@genericdp/core/base64";
import { readModel } from "@genericdp/model";
import { csfWith } from "./csf/csf-with.ts";
import { CASCADE_25 } from "./generated/cascade-25.ts";

/**
 * A cascade of shrinkage fields (Schmidt, Roth 2014, DOI 10.1109/CVPR.2014.349) for σ = 25: five stages
 *
 *     u' = F⁻¹[ F(λ f + Σ k̄_i * s_i(k_i * u)) / (λ + Σ |F k_i|²) ]
 *
 * with 48 filters k_i of 7×7 and shrinkage functions s_i(z) = z − φ_i(z), where φ_i is a mixture of 63
 * Gaussians; all stages were trained together on the 400 training images of BSDS500.
 *
 * `[batch, height, width, 1]`, gray levels; borders are mirrored.
 *
 * @throws RangeError, from `denoise`, for any other noise level.
 */
export function csf(): Denoiser {
  return csfWith(readModel(decodeBase64(CASCADE_25)));
}
