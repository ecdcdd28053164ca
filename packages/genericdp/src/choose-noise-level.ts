import type { NoiseRange } from "@genericdp/core";
import type { NoiseModel } from "@genericdp/degradations";
import type { PixelImage } from "@genericdp/image";
import { estimateWhiteNoise } from "@genericdp/noise";
import type { ChosenNoiseLevel, NoiseOptions } from "./options.ts";

/**
 * The noise level to restore with: as the caller wants, or else as the degradation says, or by estimate;
 * times the strength.
 *
 * @param allowed what the caller may ask for; an estimate is taken into the denoiser's range.
 * @throws RangeError or TypeError when the product is no level of the range and the level not "auto", or the
 *   strength is not positive.
 */
export function chooseNoiseLevel(
  task: string,
  { noiseLevel: given, strength = 1 }: Pick<NoiseOptions, "noiseLevel" | "strength">,
  pixels: PixelImage,
  {
    noise,
    allowed,
    range,
  }: {
    readonly noise: NoiseModel | undefined;
    readonly allowed: NoiseRange;
    readonly range: NoiseRange;
  },
): ChosenNoiseLevel {
  if (!(strength > 0 && strength < Infinity)) {
    throw new RangeError(`${task}: expected a positive strength, got ${strength}`);
  }
  const wanted = given ?? noise?.level ?? "auto";
  if (typeof wanted === "number") {
    const { min, max } = allowed;
    const noiseLevel = strength * wanted;
    if (noiseLevel >= min && noiseLevel <= max) return { noiseLevel, estimated: false };
    const times = strength === 1 ? "" : " times strength";
    const least = min === Number.MIN_VALUE ? "above 0 and at most" : `from ${min} to`;
    throw new RangeError(
      `${task}: expected noiseLevel${times} ${least} ${max} gray levels or "auto", got ${noiseLevel}`,
    );
  }
  const { min, max } = range;
  const estimate = wanted === "auto" ? estimateWhiteNoise(pixels) : wanted(pixels);
  if (!(estimate >= 0))
    throw new RangeError(`${task}: expected a noise level from the degradation, got ${estimate}`);
  return { noiseLevel: Math.min(max, Math.max(min, strength * estimate)), estimated: true };
}
