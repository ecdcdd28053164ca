import type { NoiseRange } from "@genericdp/core";
import type { PixelImage } from "@genericdp/image";
import { estimatePixelNoise } from "./estimate-noise-level.ts";

/**
 * The noise level to restore with: as wanted, or by estimate.
 *
 * @throws RangeError or TypeError when it is no level of the range and not "auto", or the image is too small
 *   to tell.
 */
export function chooseNoiseLevel(
  wanted: number | "auto",
  pixels: PixelImage,
  { min, max }: NoiseRange,
): number {
  if (wanted === "auto") return Math.min(max, Math.max(min, estimate(pixels)));
  const expected = `denoise: expected noiseLevel from ${min} to ${max} gray levels or "auto"`;
  if (typeof wanted !== "number") throw new TypeError(`${expected}, got ${JSON.stringify(wanted)}`);
  if (!(wanted >= min && wanted <= max)) throw new RangeError(`${expected}, got ${wanted}`);
  return wanted;
}

function estimate(pixels: PixelImage): number {
  try {
    return estimatePixelNoise(pixels);
  } catch (cause) {
    const { message } = cause as Error;
    throw new RangeError(`denoise: expected noiseLevel, as no estimate is possible: ${message}`, { cause });
  }
}
