import { decodeModel } from "./decode-model.ts";
import { MODEL } from "./generated/gray-paper.ts";
import type { Model } from "./model.ts";

/**
 * The model of Qiao et al., BMVC 2017: eight stages of 48 filters 7×7 on one scale, a reaction weight for
 * each whole noise level from 1 to 50. For comparisons; the default restores better for less work.
 *
 * See models/gray-paper.md for its training and its results.
 */
export function grayPaperModel(): Model {
  return decodeModel(MODEL);
}
