import type { Denoiser } from "@genericdp/core";
import { startKernel } from "../kernel-module.ts";
import type { Kernel } from "../kernel-module.ts";
import { cropped, mirrored } from "../mirrored.ts";
import { planeDenoiser } from "../plane-denoiser.ts";
import type { Planes } from "../plane-denoiser.ts";
import { compacted, placeMixture, SIDE } from "./patch-mixture.ts";
import type { PatchMixture } from "./patch-mixture.ts";

/** β of each iteration, in units of 1/σ². */
const SCHEDULE = [1, 4, 8, 16, 32] as const;
/**
 * Directions whose variance, including noise, is less than this multiple of that of the rest are merged with
 * the rest. This is faster, and fewer components are confused with others.
 */
const STANDING_OUT = 1.75;
const NOISE_RANGE = { min: 0.5, max: 150 } as const;
/** Floats that the kernel may read, or add zeros to, beyond the end of an image. */
const PADDING = 64;

/** `epll` of `@genericdp/baselines/epll`, with any mixture. */
export function epllWith(mixture: PatchMixture): Denoiser {
  let kernel: Kernel | undefined;
  return planeDenoiser({
    name: "EPLL",
    noiseRange: NOISE_RANGE,
    channels: 1,
    run: (image, noiseLevel) => {
      const padded = mirrored(image, SIDE);
      let values = padded.values;
      for (const beta of SCHEDULE) {
        const noise = noiseLevel ** 2 / beta;
        const mean = posteriorMean((kernel ??= startKernel()), { ...padded, values }, mixture, noise);
        values = padded.values.map((noisy, i) => (noisy + beta * mean[i]!) / (1 + beta));
      }
      return cropped({ ...padded, values }, image.height, image.width);
    },
  });
}

/** `epllStep` of `@genericdp/baselines/epll`, with any mixture. */
export function epllStepWith(mixture: PatchMixture): Denoiser {
  let kernel: Kernel | undefined;
  return planeDenoiser({
    name: "EPLL step",
    noiseRange: NOISE_RANGE,
    channels: 1,
    run: (image, noiseLevel) => {
      const padded = mirrored(image, SIDE);
      const values = posteriorMean((kernel ??= startKernel()), padded, mixture, noiseLevel ** 2);
      return cropped({ ...padded, values }, image.height, image.width);
    },
  });
}

function posteriorMean(kernel: Kernel, image: Planes, mixture: PatchMixture, noise: number): Float32Array {
  return patchEstimate(kernel, image, compacted(mixture, noise, STANDING_OUT), noise);
}

/**
 * The mean over all patches of their posterior means, each under its likeliest component.
 *
 * @param noise variance of the noise in the image.
 */
export function patchEstimate(
  kernel: Kernel,
  { height, width, values }: Planes,
  mixture: PatchMixture,
  noise: number,
): Float32Array {
  kernel.free();
  const image = kernel.put(values, PADDING);
  const sum = kernel.zeros(values.length + PADDING);
  const { table, count } = placeMixture(kernel, mixture, noise);
  for (let y = 0; y <= height - SIDE; y++) kernel.restoreRow(image, width, y, table, count, sum);
  const [down, across] = [patchesOver(height), patchesOver(width)];
  return kernel
    .view(sum, values.length)
    .map((value, i) => value / (down[Math.floor(i / width)]! * across[i % width]!));
}

/** The number of patches that contain each position of a line of pixels. */
function patchesOver(length: number): number[] {
  return Array.from({ length }, (_, i) => Math.min(i, length - SIDE, SIDE - 1, length - 1 - i) + 1);
}
