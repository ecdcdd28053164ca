import { decodeModel } from "./decode-model.ts";
import { MODEL } from "./generated/generic.ts";
import type { Model } from "./model.ts";

/**
 * The model for noise, blur, lost resolution and JPEG: one diffusion term for all, and curves for each. Its
 * images are gray.
 *
 * See models/generic.md for its training and its results.
 */
export function genericModel(): Model {
  return decodeModel(MODEL);
}
