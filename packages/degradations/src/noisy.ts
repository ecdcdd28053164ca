import { defineDegradation } from "./degradation.ts";
import type { Degradation, NoiseModel } from "./degradation.ts";

/** Only noise. */
export function noisy(noise: NoiseModel = {}): Degradation {
  return defineDegradation({ name: "noise", noise });
}
