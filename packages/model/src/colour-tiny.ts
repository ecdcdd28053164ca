import { decodeModel } from "./decode-model.ts";
import { MODEL } from "./generated/colour-tiny.ts";
import type { Model } from "./model.ts";

/**
 * The small colour model: like `colour`, with a fifth of the work and of the size.
 *
 * See models/colour-tiny.md for how it was trained and what it reaches.
 */
export function colourTinyModel(): Model {
  return decodeModel(MODEL);
}
