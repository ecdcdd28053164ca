import { analyseNoise as analysePixels, estimateWhiteNoise } from "@genericdp/noise";
import type { PhotoNoise } from "@genericdp/noise";
import { asPixels } from "./drawables.ts";
import type { InputImage } from "./image-kinds.ts";
import { checkLimit } from "./options.ts";
import type { PixelLimit } from "./options.ts";
import { toPixels } from "./pixels.ts";

/**
 * Estimates the standard deviation of the white Gaussian noise in an image, in gray levels (0..255).
 *
 * Colour: √((σ_R² + σ_G² + σ_B²)/3) of the estimates for red, green and blue, which is also the mean noise of
 * the three opponent planes. Fully transparent pixels are ignored. If a side has fewer than 32 pixels, the
 * estimate is rough: it is based on the median difference between neighbours.
 *
 * @param image as for `denoise`; left unchanged
 * @throws TypeError or RangeError when the image is malformed; TooManyPixelsError if it is too large.
 * @see estimateNoise of `@genericdp/noise`, which names the method.
 */
export function estimateNoiseLevel(image: InputImage, limit: PixelLimit = {}): number {
  checkLimit("estimateNoiseLevel", limit);
  return estimateWhiteNoise(toPixels(asPixels(image, limit), false));
}

/**
 * Analyses the noise of a photograph. For each plane (intensity, red–blue and green–magenta, or the single
 * gray one), it estimates the standard deviation, the level to denoise with, how coarse the noise is and how
 * it depends on brightness. `denoise` uses these results.
 *
 * @param image as for `denoise`; left unchanged
 * @throws TypeError or RangeError when the image is malformed; TooManyPixelsError if it is too large.
 * @see analyseNoise of `@genericdp/noise`, which describes the method.
 */
export function analyseNoise(image: InputImage, limit: PixelLimit = {}): PhotoNoise {
  checkLimit("analyseNoise", limit);
  return analysePixels(toPixels(asPixels(image, limit), false));
}
