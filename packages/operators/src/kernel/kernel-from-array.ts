import { normalizedKernel } from "./blur-kernel.ts";
import type { BlurKernel } from "./blur-kernel.ts";
import { readPlane } from "../pixel-weights.ts";
import type { PixelWeights } from "../pixel-weights.ts";

/**
 * A measured kernel, normalised to sum 1.
 *
 * @param weights rows of numbers, or `{ height, width, data }` row by row.
 * @throws TypeError unless it is a rectangle of numbers; RangeError for weights that are negative, not finite
 *    or all zero.
 */
export function kernelFromArray(weights: readonly (readonly number[])[] | PixelWeights): BlurKernel {
  const { height, width, data } = readPlane("kernelFromArray", weights);
  return normalizedKernel("kernelFromArray", height, width, data);
}
