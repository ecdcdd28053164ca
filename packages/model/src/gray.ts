import { decodeModel } from "./decode-model.ts";
import { MODEL } from "./generated/gray.ts";
import type { Model } from "./model.ts";

/**
 * The default model: one gray model for all its noise levels, part of this module, so nothing is ever
 * downloaded.
 *
 * See models/gray.md for how it was trained and what it reaches.
 */
export function grayModel(): Model {
  return decodeModel(MODEL);
}
