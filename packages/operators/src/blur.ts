import type { LinearOperator } from "@genericdp/core";
import { borderedBlur } from "./bordered-blur.ts";
import type { BlurKernel } from "./kernel/blur-kernel.ts";
import { checkKernelFits } from "./kernel/check-kernel-fits.ts";
import { readPlane } from "./pixel-weights.ts";
import { sampledConvolution } from "./sampled-convolution.ts";
import { kernelSpectrum } from "./spectrum/kernel-spectrum.ts";

/**
 * What the blur assumes beyond the edges of the image: the opposite side ("circular"), the mirrored image
 * including the edge pixel ("symmetric"), the edge pixel ("replicate"), or nothing ("valid": only pixels
 * whose surroundings lie inside the image are measured).
 */
export type BlurBoundary = "circular" | "symmetric" | "replicate" | "valid";

export interface BlurOptions {
  readonly boundary: BlurBoundary;
}

const boundaries: readonly BlurBoundary[] = ["circular", "symmetric", "replicate", "valid"];

/**
 * Convolution with a kernel: y[i, j] = Σ k[m, n] x[i − m + ⌊height/2⌋, j − n + ⌊width/2⌋]. The weights
 * of the kernel are not normalised.
 *
 * "valid" reduces each side of the image by that of the kernel less one, and its adjoint enlarges it. Kernels
 * larger than the image are refused for "circular" and "valid", and work for the others. "circular" has a
 * proximal map in closed form.
 *
 * @throws TypeError for an invalid kernel or boundary, RangeError for weights that are not finite.
 */
export function blur(kernel: BlurKernel, { boundary }: BlurOptions): LinearOperator {
  const { height, width, data } = readPlane("blur", kernel);
  const wrong = Array.from(data).find((weight) => !Number.isFinite(weight));
  if (wrong !== undefined) throw new RangeError(`blur: expected finite weights, got ${wrong}`);
  if (!boundaries.includes(boundary)) {
    throw new TypeError(`blur: expected a boundary of ${boundaries.join(", ")}, got ${boundary}`);
  }
  // A copy, so that the operator cannot change.
  const own: BlurKernel = { height, width, data: Float32Array.from(data) };
  const name = `${boundary} blur by ${height}×${width}`;
  if (boundary !== "circular") return borderedBlur(name, own, boundary);
  return sampledConvolution(name, {
    factor: 1,
    phase: 0,
    transfer: (rows, columns) => {
      checkKernelFits(name, own, rows, columns);
      return kernelSpectrum(own, rows, columns);
    },
  });
}
