import { NOISE_RANGE } from "../app/settings.ts";

/** The slider's place, 0 to 1000, of a noise level: finer where noise is weak, as the eye is. */
export function noiseToPlace(level: number): number {
  const { min, max } = NOISE_RANGE;
  return Math.round(1000 * Math.sqrt(Math.max(0, level - min) / (max - min)));
}

export function placeToNoise(place: number): number {
  const { min, max } = NOISE_RANGE;
  return Math.round(10 * (min + (max - min) * (place / 1000) ** 2)) / 10;
}
