import { analyseNoise as analysePixels, estimateWhiteNoise } from "@genericdp/noise";
import type { PhotoNoise } from "@genericdp/noise";
import { asPixels } from "./drawables.ts";
import type { InputImage } from "./image-kinds.ts";
import { toPixels } from "./pixels.ts";

/**
 * Estimates the standard deviation of the white Gaussian noise in an image, in gray levels (0..255).
 *
 * Colour: √((σ_R² + σ_G² + σ_B²)/3) of the estimates for red, green and blue, which is also the mean noise
 * of the three opponent planes. Fully transparent pixels have no part in it. Below 32 pixels a side the
 * estimate is a rough one, from the median of what differs between neighbours.
 *
 * @param image as for `denoise`; left unchanged
 * @throws TypeError or RangeError when the image is malformed.
 * @see estimateNoise of `@genericdp/noise`, which names the method.
 */
export function estimateNoiseLevel(image: InputImage): number {
  return estimateWhiteNoise(toPixels(asPixels(image)));
}

/**
 * Tells the noise of a photograph: in each plane (intensity, red–blue and green–magenta; of gray the one) its
 * standard deviation, the level to denoise it with, how coarse it is and how it depends on brightness. It is
 * what `denoise` goes by.
 *
 * @param image as for `denoise`; left unchanged
 * @throws TypeError or RangeError when the image is malformed.
 * @see analyseNoise of `@genericdp/noise`, which says how.
 */
export function analyseNoise(image: InputImage): PhotoNoise {
  return analysePixels(toPixels(asPixels(image)));
}
