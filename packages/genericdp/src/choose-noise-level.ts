import type { NoiseRange } from "@genericdp/core";
import type { NoiseModel } from "@genericdp/degradations";
import type { ChosenNoiseLevel, NoiseOptions } from "./options.ts";

/** What is known of the noise without the image. */
export interface NoiseFacts {
  /** What the degradation says. */
  readonly noise?: NoiseModel | undefined;
  /** Whether nothing happened but noise. */
  readonly onlyNoise: boolean;
  /** The denoiser's. */
  readonly range: NoiseRange;
}

/**
 * The noise level that an image is restored with: as the caller wants, or else as the degradation says, or by
 * estimate; times the strength. A level that is given may be below the denoiser's range where more happened
 * than noise; an estimate is taken into the range.
 *
 * @param task what to call it in errors.
 * @param estimate finds the level in the image: by the function given, or as `estimateNoiseLevel` does.
 * @throws RangeError or TypeError when the product is no level of the range and the level not "auto", or the
 *   strength is not positive.
 */
export function chooseNoiseLevel(
  task: string,
  { noiseLevel: given, strength = 1 }: Pick<NoiseOptions, "noiseLevel" | "strength">,
  estimate: (find?: Extract<NoiseModel["level"], (image: never) => number>) => number,
  { noise, onlyNoise, range }: NoiseFacts,
): ChosenNoiseLevel {
  if (!(strength > 0 && strength < Infinity)) {
    throw new RangeError(`${task}: expected a positive strength, got ${strength}`);
  }
  const { min, max } = range;
  const wanted = given ?? noise?.level ?? "auto";
  if (typeof wanted === "number") {
    const noiseLevel = strength * wanted;
    if (noiseLevel <= max && (onlyNoise ? noiseLevel >= min : noiseLevel > 0)) {
      return { noiseLevel, estimated: false };
    }
    const times = strength === 1 ? "" : " times strength";
    const allowed = onlyNoise ? `from ${min} to ${max}` : `above 0 and at most ${max}`;
    throw new RangeError(
      `${task}: expected noiseLevel${times} ${allowed} gray levels or "auto", got ${noiseLevel}`,
    );
  }
  const found = wanted === "auto" ? estimate() : estimate(wanted);
  if (!(found >= 0)) {
    throw new RangeError(`${task}: expected a noise level from the degradation, got ${found}`);
  }
  const noiseLevel = Math.min(max, Math.max(min, strength * found));
  return { noiseLevel, estimated: true, estimate: found };
}
