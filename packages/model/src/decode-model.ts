import { readModel } from "./model-file.ts";
import type { Model } from "./model.ts";

/** A model file that is embedded in a module as base64. */
export function decodeModel(base64: string): Model {
  const text = atob(base64);
  // Uint8Array.from takes 30 times as long.
  return readModel(new Uint8Array(text.length).map((_, i) => text.charCodeAt(i)));
}
