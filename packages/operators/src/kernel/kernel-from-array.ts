import { normalizedKernel } from "./blur-kernel.ts";
import type { BlurKernel } from "./blur-kernel.ts";
import { readPlane } from "../pixel-weights.ts";
import type { PixelWeights } from "../pixel-weights.ts";

/**
 * A measured kernel, made to sum to 1.
 *
 * @param weights Rows of numbers, or `{ height, width, data }` row by row.
 * @throws TypeError for what is no rectangle of numbers; RangeError for weights that are negative, not finite
 *    or all zero.
 */
export function kernelFromArray(weights: readonly (readonly number[])[] | PixelWeights): BlurKernel {
  const { height, width, data } = readPlane("kernelFromArray", weights);
  return normalizedKernel("kernelFromArray", height, width, data);
}
