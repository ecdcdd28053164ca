import { decodeModel } from "./decode-model.ts";
import { MODEL } from "./generated/photo.ts";
import type { Model } from "./model.ts";

/**
 * The colour model for camera noise: like `colour`, with further training on real and simulated photographs.
 * Its planes must have a common noise level; see `evenLevels` of `@genericdp/noise`.
 *
 * See models/photo.md for its training and its results.
 */
export function photoModel(): Model {
  return decodeModel(MODEL);
}
