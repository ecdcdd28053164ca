import { NOISE_RANGE } from "../app/settings.ts";

/**
 * Maps a noise level to the slider's range 0 to 1000. Weak noise gets finer steps, as the eye is more
 * sensitive to it.
 */
export function noiseToPlace(level: number): number {
  const { min, max } = NOISE_RANGE;
  return Math.round(1000 * Math.sqrt(Math.max(0, level - min) / (max - min)));
}

export function placeToNoise(place: number): number {
  const { min, max } = NOISE_RANGE;
  return Math.round(10 * (min + (max - min) * (place / 1000) ** 2)) / 10;
}
