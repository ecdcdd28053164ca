import { decodeModel } from "./decode-model.ts";
import { MODEL } from "./generated/gray.ts";
import type { Model } from "./model.ts";

/**
 * The default model: one gray model for all its noise levels, part of this module, so nothing is ever
 * downloaded.
 *
 * See MODEL-CARD.md beside the model file for how it was trained and what it reaches.
 */
export function grayModel(): Model {
  return decodeModel(MODEL);
}
