import { UNKNOWN_NOISE, levelsOf, noiseOf } from "./settings.ts";
import type { Settings } from "./settings.ts";
import type { AppState } from "./state.ts";

/** The noise levels of settings for a photo of which so much is known. */
export function noiseSettings(
  { amount, levels, noiseLevel }: Pick<Settings, "amount" | "levels" | "noiseLevel">,
  estimate: AppState["estimate"],
): Pick<Settings, "levels" | "noiseLevel"> {
  const known = typeof estimate === "object";
  const found = known ? estimate.noise.planes.map(({ level }) => level) : [UNKNOWN_NOISE];
  return {
    levels: levelsOf(amount, found, levels),
    noiseLevel: noiseOf(amount, known ? estimate.white : UNKNOWN_NOISE, noiseLevel),
  };
}
