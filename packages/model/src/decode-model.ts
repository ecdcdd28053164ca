import { readModel } from "./model-file.ts";
import type { Model } from "./model.ts";

/** A model file that was made part of a module as base64. */
export function decodeModel(base64: string): Model {
  return readModel(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
}
