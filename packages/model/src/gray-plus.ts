import { decodeModel } from "./decode-model.ts";
import { MODEL } from "./generated/gray-plus.ts";
import type { Model } from "./model.ts";

/**
 * The large gray model: three times the size of the default and nearly three times its work, for all the same
 * noise levels.
 *
 * See models/gray-plus.md for its training and its results.
 */
export function grayPlusModel(): Model {
  return decodeModel(MODEL);
}
