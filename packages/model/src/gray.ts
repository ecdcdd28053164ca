import { decodeModel } from "./decode-model.ts";
import { MODEL } from "./generated/gray.ts";
import type { Model } from "./model.ts";

/**
 * The default model: a gray model for all noise levels in its range. It is part of this module, so nothing is
 * downloaded.
 *
 * See models/gray.md for its training and its results.
 */
export function grayModel(): Model {
  return decodeModel(MODEL);
}
