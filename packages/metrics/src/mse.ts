import { checkPair } from "./check-input.ts";

/**
 * The mean squared error of an estimate, (1/n) Σ (reference_i − estimate_i)², in squared gray levels.
 *
 * @param reference - n pixels, any shape, gray levels
 * @param estimate - as many pixels in the same order and unit
 * @throws RangeError when the lengths differ or are 0
 */
export function mse(reference: ArrayLike<number>, estimate: ArrayLike<number>): number {
  checkPair("mse", reference, estimate);
  let sum = 0;
  for (let i = 0; i < reference.length; i++) {
    const difference = reference[i]! - estimate[i]!;
    sum += difference * difference;
  }
  return sum / reference.length;
}
