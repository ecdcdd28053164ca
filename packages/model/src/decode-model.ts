import { readModel } from "./model-file.ts";
import type { Model } from "./model.ts";

/** A model file that is embedded in a module as base64. */
export function decodeModel(base64: string): Model {
  return readModel(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
}
