import type { Denoiser } from "@genericdp/core";
import { genericDP, readModel } from "@genericdp/model";
import { decodeBase64 } from "./decode-base64.ts";
import { DIFFUSION_25 } from "./generated/diffusion-25.ts";

/**
 * Trainable nonlinear reaction diffusion (Chen, Pock 2017, DOI 10.1109/TPAMI.2016.2596743) for σ = 25: eight
 * stages with 48 filters of 7×7, trained for this one level on the 400 training images of BSDS500, from the
 * model `gray-paper`, which serves all levels.
 *
 * `[batch, height, width, 1]`, gray levels; borders are mirrored.
 *
 * @throws RangeError, from `denoise`, for any other noise level.
 */
export function tnrd(): Denoiser {
  return genericDP(readModel(decodeBase64(DIFFUSION_25)));
}
