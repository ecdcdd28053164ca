import { basename, resolve } from "node:path";
import type { Model } from "@genericdp/model";
import { bundledModel, isModelName } from "@genericdp/model/bundled";
import { explain } from "./errors.ts";
import { readBytes } from "./files.ts";

/**
 * A bundled model by name, or the model in a file; relative paths start from `folder`.
 *
 * @throws Error naming the file and the reason.
 */
export async function loadModel(folder: string, model = "gray"): Promise<Model> {
  if (isModelName(model)) return bundledModel(model);
  const bytes = await readBytes(resolve(folder, model));
  try {
    const { importModel } = await import("@genericdp/interchange");
    return importModel(bytes, basename(model));
  } catch (cause) {
    throw new Error(`cannot read ${model}: ${explain(cause)}`, { cause });
  }
}
