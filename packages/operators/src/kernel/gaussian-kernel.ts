import { normalizedKernel } from "./blur-kernel.ts";
import type { BlurKernel } from "./blur-kernel.ts";

export interface GaussianKernelOptions {
  /** Side of the kernel, an odd number of pixels. Default: 2⌈3σ⌉ + 1. */
  readonly size?: number;
}

/**
 * A Gaussian: exp(−(x² + y²)/(2σ²)) at the centres of pixels, normalised to sum 1.
 *
 * @param sigma σ in pixels, positive.
 * @throws RangeError for an invalid σ or size.
 */
export function gaussianKernel(sigma: number, { size }: GaussianKernelOptions = {}): BlurKernel {
  if (!(sigma > 0 && sigma < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`gaussianKernel: expected a positive sigma, got ${sigma}`);
  }
  const side = size ?? 2 * Math.ceil(3 * sigma) + 1;
  if (!(Number.isSafeInteger(side) && side >= 1 && side % 2 === 1)) {
    throw new RangeError(`gaussianKernel: expected an odd size, got ${side}`);
  }
  const line = Array.from({ length: side }, (_, i) => Math.exp(-(((i - (side - 1) / 2) / sigma) ** 2) / 2));
  const weights = line.flatMap((row) => line.map((column) => row * column));
  return normalizedKernel("gaussianKernel", side, side, weights);
}
