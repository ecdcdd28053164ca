import type { Denoiser } from "@genericdp/core";
import { startKernel } from "../kernel-module.ts";
import type { Kernel } from "../kernel-module.ts";
import { cropped, mirrored } from "../mirrored.ts";
import { planeDenoiser } from "../plane-denoiser.ts";
import type { Planes } from "../plane-denoiser.ts";
import { filterStep } from "./filter-step.ts";
import { biorthogonalTransform, dctTransform } from "./patch-transforms.ts";
import { profileFor } from "./profile.ts";

/**
 * BM3D, block matching and 3D filtering (Dabov, Foi, Katkovnik, Egiazarian 2007, DOI
 * 10.1109/TIP.2007.901238): the normal profile, and for σ > 40 the settings for strong noise.
 *
 * Each reference patch forms a group with similar patches. A biorthogonal wavelet transform of each patch and
 * a Haar transform along the group make it sparse, and coefficients below 2.7 σ (2.8 σ) are dropped. A second
 * pass forms groups by similarity in the result, uses the DCT, and multiplies by W = b²/(b² + σ²), where b
 * are the result's coefficients.
 *
 * Patches lie inside the image; an image smaller than a patch is extended by mirroring. `[batch, height,
 * width, 1]`, gray levels, σ from 0.5 to 150.
 */
export function bm3d(): Denoiser {
  let kernel: Kernel | undefined;
  return planeDenoiser({
    name: "BM3D",
    noiseRange: { min: 0.5, max: 150 },
    channels: 1,
    run: (image, noiseLevel) => collaborate((kernel ??= startKernel()), image, noiseLevel, 1),
  });
}

/** Runs both steps. `spread` divides the patch distances in the first plane. */
export function collaborate(kernel: Kernel, image: Planes, noiseLevel: number, spread: number): Float32Array {
  const { threshold, wiener } = profileFor(noiseLevel);
  const padded = mirrored(image, Math.max(threshold.side, wiener.side));
  const scaled = <P extends { readonly distance: number }>(profile: P): P => ({
    ...profile,
    distance: profile.distance * spread,
  });
  const basic = filterStep(kernel, padded, scaled(threshold), biorthogonalTransform(threshold.side), {
    threshold: threshold.factor * noiseLevel,
  });
  const final = filterStep(kernel, padded, scaled(wiener), dctTransform(wiener.side), {
    variance: noiseLevel ** 2,
    basic,
  });
  return cropped({ ...padded, values: final }, image.height, image.width);
}
