import { decodeBase64 } from "@genericdp/core/base64";
import { readModel } from "./model-file.ts";
import type { Model } from "./model.ts";

/** A model file that is embedded in a module as base64. */
export function decodeModel(base64: string): Model {
  return readModel(decodeBase64(base64));
}
