import { isGray } from "@genericdp/image";
import type { PixelImage } from "@genericdp/image";
import { SMALLEST_IMAGE, estimateTiles } from "./estimate-noise.ts";
import { roughNoise } from "./rough-noise.ts";
import { sampleTiles } from "./sample-tiles.ts";

/** The image to analyse. */
export type LookedAt = Pick<PixelImage, "data" | "width" | "height" | "channels" | "alpha">;

/**
 * The standard deviation of the white Gaussian noise in an image, in gray levels (0..255).
 *
 * Colour: √((σ_R² + σ_G² + σ_B²)/3) of the estimates for red, green and blue, which is also the mean noise
 * of the three opponent planes. Fully transparent pixels are ignored. If a side is below 32 pixels, the
 * estimate is a rough one from the median of differences of neighbours.
 *
 * @see estimateNoise for the method.
 */
export function estimateWhiteNoise({ data, width, height, channels, alpha }: LookedAt): number {
  const small = Math.min(width, height) < SMALLEST_IMAGE;
  const used = channels === 1 || isGray(data) ? [0] : [0, 1, 2];
  const tiles = sampleTiles({ width, height });
  const variances = used.map((channel) => {
    const plane = new Float32Array(tiles.width * tiles.height);
    for (let i = 0; i < plane.length; i++) {
      const pixel = tiles.pixel(i);
      // Transparent pixels become black, because the estimate leaves out the ends of the scale.
      const hidden = alpha !== undefined && alpha[pixel]! <= 0;
      plane[i] = hidden ? 0 : data[channels * pixel + channel]!;
    }
    return (small ? roughNoise(plane, tiles) : estimateTiles(plane, tiles)) ** 2;
  });
  return Math.sqrt(variances.reduce((sum, variance) => sum + variance, 0) / used.length);
}
