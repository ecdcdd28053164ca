import type { NoiseRange } from "@genericdp/core";
import type { PixelImage } from "@genericdp/image";
import { estimateWhiteNoise } from "@genericdp/noise";

/**
 * The noise level to restore with: as wanted, or by estimate, times the strength.
 *
 * @throws RangeError or TypeError when the product is no level of the range and the level not "auto", or the
 *   strength is not positive.
 */
export function chooseNoiseLevel(
  task: string,
  wanted: number | "auto",
  strength: number,
  pixels: PixelImage,
  { min, max }: NoiseRange,
): number {
  if (!(strength > 0 && strength < Infinity)) {
    throw new RangeError(`${task}: expected a positive strength, got ${strength}`);
  }
  if (wanted === "auto") return Math.min(max, Math.max(min, strength * estimateWhiteNoise(pixels)));
  const times = strength === 1 ? "" : " times strength";
  const expected = `${task}: expected noiseLevel${times} from ${min} to ${max} gray levels or "auto"`;
  if (typeof wanted !== "number") throw new TypeError(`${expected}, got ${JSON.stringify(wanted)}`);
  const noiseLevel = strength * wanted;
  if (!(noiseLevel >= min && noiseLevel <= max)) throw new RangeError(`${expected}, got ${noiseLevel}`);
  return noiseLevel;
}
