import { decodeModel } from "./decode-model.ts";
import { MODEL } from "./generated/photo.ts";
import type { Model } from "./model.ts";

/**
 * The colour model for the noise of cameras: like `colour`, trained on with real and simulated photographs.
 * It is told a level for each plane, as `evenLevels` of `@genericdp/noise` brings them to one.
 *
 * See models/photo.md for its training and its results.
 */
export function photoModel(): Model {
  return decodeModel(MODEL);
}
