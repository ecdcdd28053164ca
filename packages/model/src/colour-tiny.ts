import { decodeModel } from "./decode-model.ts";
import { MODEL } from "./generated/colour-tiny.ts";
import type { Model } from "./model.ts";

/**
 * The small colour model: like `colour`, with a fifth of the work and the size.
 *
 * See models/colour-tiny.md for its training and its results.
 */
export function colourTinyModel(): Model {
  return decodeModel(MODEL);
}
