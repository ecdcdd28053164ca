import { defineDegradation } from "./degradation.ts";
import type { Degradation, NoiseModel } from "./degradation.ts";

/** Noise, and nothing else happened to the image. */
export function noisy(noise: NoiseModel = {}): Degradation {
  return defineDegradation({ name: "noise", noise });
}
