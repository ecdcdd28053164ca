import { decodeModel } from "./decode-model.ts";
import { MODEL } from "./generated/colour.ts";
import type { Model } from "./model.ts";

/**
 * The colour model: luminance and two chrominances in one process, for all noise levels; its images are in
 * the opponent basis of `toOpponentPixels` of `@genericdp/image`.
 *
 * See models/colour.md for its training and its results.
 */
export function colourModel(): Model {
  return decodeModel(MODEL);
}
