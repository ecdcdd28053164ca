import type { Denoiser } from "@genericdp/core";
import { decodeBase64 } from "@genericdp/core/base64";
import { epllStepWith, epllWith } from "./epll/epll-with.ts";
import { decodeMixture } from "./epll/mixture-file.ts";
import type { PatchMixture } from "./epll/patch-mixture.ts";
import { NATURAL_PATCHES } from "./generated/natural-patches.ts";

/**
 * EPLL, the expected patch log-likelihood (Zoran, Weiss 2011, DOI 10.1109/ICCV.2011.6126278), with a mixture
 * of 200 Gaussians on 8×8 patches without their mean, trained on the 400 training images of BSDS500.
 *
 * Half-quadratic splitting with β = 1, 4, 8, 16, 32 from u = f: z is the image of {@link epllStep} for the
 * noise variance σ²/β of u, and the next u = (f + β z)/(1 + β).
 *
 * Directions that do not stand out from the noise are merged (Parameswaran, Deledalle, Denis, Nguyen 2019,
 * DOI 10.1109/TIP.2018.2866691).
 *
 * `[batch, height, width, 1]`, gray levels, σ from 0.5 to 150; an image smaller than a patch is extended by
 * mirroring. The mixture takes 0.3 MB and is therefore not in the main module.
 */
export function epll(): Denoiser {
  return epllWith(naturalPatches());
}

/**
 * One step of {@link epll}: every patch is replaced by its posterior mean under its likeliest component,
 * which is a Wiener filter, and each pixel is the mean over all patches. As the prior of `hqs`, it is EPLL
 * for any operator.
 *
 * `[batch, height, width, 1]`, gray levels, σ from 0.5 to 150.
 */
export function epllStep(): Denoiser {
  return epllStepWith(naturalPatches());
}

let decoded: PatchMixture | undefined;

function naturalPatches(): PatchMixture {
  return (decoded ??= decodeMixture(decodeBase64(NATURAL_PATCHES)));
}
