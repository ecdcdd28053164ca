import type { PixelImage } from "@genericdp/image";
import { estimateNoise } from "@genericdp/metrics";
import { asPixels } from "./drawables.ts";
import { isGray } from "./gray-planes.ts";
import type { InputImage } from "./image-kinds.ts";
import { toPixels } from "./pixels.ts";
import { roughNoise } from "./rough-noise.ts";

/** Sides from which on `estimateNoise` has enough to go by. */
const ENOUGH = 32;

/**
 * Estimates the standard deviation of the white Gaussian noise in an image, in gray levels (0..255).
 *
 * Colour: √((σ_R² + σ_G² + σ_B²)/3) of the estimates for red, green and blue, which is also the mean noise
 * of the three opponent planes. Fully transparent pixels have no part in it. Below 32 pixels a side the
 * estimate is a rough one, from the median of what differs between neighbours.
 *
 * @param image as for `denoise`; left unchanged
 * @throws TypeError or RangeError when the image is malformed.
 * @see estimateNoise of `@genericdp/metrics`, which names the method.
 */
export function estimateNoiseLevel(image: InputImage): number {
  return estimatePixelNoise(toPixels(asPixels(image)));
}

/** The estimate for pixels that were checked already. */
export function estimatePixelNoise({ data, width, height, channels, alpha }: PixelImage): number {
  const estimate = Math.min(width, height) < ENOUGH ? roughNoise : estimateNoise;
  const used = channels === 1 || isGray(data) ? [0] : [0, 1, 2];
  const variances = used.map((channel) => {
    // Black, as the estimate leaves out what touches the ends of the scale.
    const plane = Float32Array.from({ length: width * height }, (_, i) =>
      alpha !== undefined && alpha[i]! <= 0 ? 0 : data[channels * i + channel]!,
    );
    return estimate(plane, { width, height }) ** 2;
  });
  return Math.sqrt(variances.reduce((sum, variance) => sum + variance, 0) / used.length);
}
