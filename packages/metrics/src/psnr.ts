import { checkPair, checkPeak } from "./check-input.ts";
import { mse } from "./mse.ts";

export interface PsnrOptions {
  /** The largest gray level of an image. Default: 255. */
  readonly peak?: number;
}

/**
 * The peak signal-to-noise ratio 10 log₁₀(peak² / mse), in dB; Infinity for equal images.
 *
 * Nothing is clipped or rounded here: published figures usually clip the estimate to 0..255 first.
 *
 * @param reference - n pixels, any shape, gray levels
 * @param estimate - as many pixels in the same order and unit
 * @throws RangeError when the lengths differ or are 0, or the peak is not a positive number
 */
export function psnr(
  reference: ArrayLike<number>,
  estimate: ArrayLike<number>,
  { peak = 255 }: PsnrOptions = {},
): number {
  checkPair("psnr", reference, estimate);
  checkPeak("psnr", peak);
  return 10 * Math.log10((peak * peak) / mse(reference, estimate));
}
