import type { PixelImage } from "@genericdp/image";
import { estimateNoise } from "@genericdp/metrics";
import { asPixels } from "./drawables.ts";
import { isGray } from "./gray-planes.ts";
import type { InputImage } from "./image-kinds.ts";
import { toPixels } from "./pixels.ts";

/**
 * Estimates the standard deviation of the white Gaussian noise in an image, in gray levels (0..255).
 *
 * Colour: √((σ_R² + σ_G² + σ_B²)/3) of the estimates for red, green and blue, which is also the mean noise
 * of the three opponent planes. Alpha has no part in it.
 *
 * @param image as for `denoise`, at least 32 pixels each way; left unchanged
 * @throws TypeError or RangeError when the image is malformed or too small.
 * @see estimateNoise of `@genericdp/metrics`, which names the method.
 */
export function estimateNoiseLevel(image: InputImage): number {
  return estimatePixelNoise(toPixels(asPixels(image)));
}

/** The estimate for pixels that were checked already. */
export function estimatePixelNoise({ data, width, height, channels }: PixelImage): number {
  if (channels === 1) return estimateNoise(data, { width, height });
  const used = isGray(data) ? [0] : [0, 1, 2];
  const variances = used.map((channel) => {
    const plane = Float32Array.from({ length: width * height }, (_, i) => data[3 * i + channel]!);
    return estimateNoise(plane, { width, height }) ** 2;
  });
  return Math.sqrt(variances.reduce((sum, variance) => sum + variance, 0) / used.length);
}
