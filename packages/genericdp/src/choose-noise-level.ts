import type { NoiseRange } from "@genericdp/core";
import { quantizationError } from "@genericdp/degradations";
import type { NoiseModel } from "@genericdp/degradations";
import { lowestLevel } from "./noise-map.ts";
import { toYcbcr } from "@genericdp/image";
import type { PixelImage } from "@genericdp/image";
import { analyseNoise, estimateWhiteNoise } from "@genericdp/noise";
import { isColour } from "./model-planes.ts";
import type { ChosenNoiseLevel, DenoiseSettings } from "./options.ts";

/** What is known about the noise before looking at the image. */
export interface NoiseFacts {
  /** The noise model of the degradation. */
  readonly noise?: NoiseModel | undefined;
  /** Whether there was only noise. */
  readonly onlyNoise: boolean;
  /** Whether JPEG compression is undone first. */
  readonly deblock?: boolean | undefined;
  /** The range of the denoiser. */
  readonly range: NoiseRange;
}

/**
 * The noise levels for restoring an image: those of the caller, or else of the degradation, or else an
 * estimate; times the strengths. Unless there was only noise, a given level may be below the range of the
 * denoiser. An estimate is clamped to the range; a plane of a photo with an estimate below it stays
 * unchanged.
 *
 * @param task its name in errors.
 * @param pixels the image, or a sample of it, such as parts of a large image.
 * @throws RangeError or TypeError if a level times its strength is outside the range and the level is not
 *   "auto", or if a strength is not positive.
 */
export function chooseNoiseLevel(
  task: string,
  {
    noiseLevel: given,
    noise: kind = "camera",
    strength = 1,
    chromaStrength = strength,
  }: Pick<DenoiseSettings, "noiseLevel" | "noise" | "strength" | "chromaStrength">,
  pixels: PixelImage,
  { noise, onlyNoise, deblock = false, range }: NoiseFacts,
): ChosenNoiseLevel {
  for (const [name, value] of Object.entries({ strength, chromaStrength })) {
    if (value > 0 && value < Infinity) continue;
    throw new RangeError(`${task}: expected a positive ${name}, got ${value}`);
  }
  const { min, max } = range;
  const strengths = isColour(pixels) ? [strength, chromaStrength, chromaStrength] : [strength];
  const wanted = given ?? noise?.level ?? (noise?.map ? lowestLevel(noise.map) : "auto");
  if (wanted === "auto" && onlyNoise && kind === "camera") {
    const found = analyseNoise(pixels);
    const levels = found.planes.map(({ level }, p) => {
      const stronger = strengths[p]! * level;
      return stronger < min ? 0 : Math.min(max, stronger);
    });
    return { noiseLevel: levels[0]!, levels, estimated: true, estimate: found.planes[0]!.level, found };
  }
  const times = strengths.some((factor) => factor !== 1) ? " times strength" : "";
  const check = (noiseLevel: number): number => {
    if (noiseLevel <= max && (onlyNoise ? noiseLevel >= min : noiseLevel > 0)) return noiseLevel;
    const allowed = onlyNoise ? `from ${min} to ${max}` : `above 0 and at most ${max}`;
    throw new RangeError(
      `${task}: expected noiseLevel${times} ${allowed} gray levels or "auto", got ${noiseLevel}`,
    );
  };
  if (typeof wanted === "number") {
    const levels = strengths.map((factor) => check(factor * wanted));
    return { noiseLevel: levels[0]!, levels, estimated: false };
  }
  if (typeof wanted === "object") {
    if (!onlyNoise || (wanted.length !== 1 && wanted.length !== 3)) {
      const expected = onlyNoise ? "1 or 3 noise levels, one for each plane" : "one noise level";
      throw new RangeError(`${task}: expected ${expected}, got ${wanted.length}`);
    }
    // A gray image uses the first of three levels.
    const levels = strengths.map((factor, p) => {
      const level = wanted[p] ?? wanted[0]!;
      return level === 0 ? 0 : check(factor * level);
    });
    return { noiseLevel: levels[0]!, levels, estimated: false };
  }
  const estimateNoise = deblock ? noiseBehindJpeg : estimateWhiteNoise;
  const estimate = wanted === "auto" ? estimateNoise(pixels) : wanted(pixels);
  if (!(estimate >= 0)) {
    throw new RangeError(`${task}: expected a noise level from the degradation, got ${estimate}`);
  }
  const levels = strengths.map((factor) => Math.min(max, Math.max(min, factor * estimate)));
  return { noiseLevel: levels[0]!, levels, estimated: true, estimate };
}

/** Least level for an image that was a JPEG: not all of the compression can be undone. */
const NEVER_CLEAN = 1;

/**
 * The noise of the luma that is left when JPEG compression is undone, in gray levels. JPEG removes the high
 * frequencies by which white noise is recognised, so it is what a photo's noise exceeds the error of the
 * compression by.
 */
export function noiseBehindJpeg(pixels: PixelImage): number {
  const { data, channels, jpeg } = pixels;
  if (jpeg === undefined) return estimateWhiteNoise(pixels);
  const luma = channels === 3 ? toYcbcr(data)[0]! : data;
  const photo = { ...pixels, data: luma, channels: 1 as const };
  const { level } = analyseNoise(photo).planes[0]!;
  // White noise was measured at high frequencies, where compression adds nothing.
  if (level === estimateWhiteNoise(photo)) return Math.max(NEVER_CLEAN, level);
  const left = level ** 2 - quantizationError(jpeg.luma) ** 2;
  return Math.max(NEVER_CLEAN, Math.sqrt(Math.max(0, left)));
}
