import { resolve } from "node:path";
import { readModel } from "@genericdp/model";
import type { Model } from "@genericdp/model";
import { colourModel } from "@genericdp/model/colour";
import { grayModel } from "@genericdp/model/gray";
import { grayPaperModel } from "@genericdp/model/gray-paper";
import { grayTinyModel } from "@genericdp/model/gray-tiny";
import { explain } from "./errors.ts";
import { readBytes } from "./files.ts";

/** Models that are part of the program, by name; program.ts tells of them. */
const BUNDLED: Readonly<Record<string, () => Model>> = {
  colour: colourModel,
  gray: grayModel,
  "gray-paper": grayPaperModel,
  "gray-tiny": grayTinyModel,
};

/**
 * The bundled model of a name, or the one in a file, a relative path starting from `folder`.
 *
 * @throws Error naming the file and what is wrong with it.
 */
export async function loadModel(folder: string, model = "gray"): Promise<Model> {
  const bundled = Object.hasOwn(BUNDLED, model) ? BUNDLED[model] : undefined;
  if (bundled !== undefined) return bundled();
  const bytes = await readBytes(resolve(folder, model));
  try {
    return readModel(bytes);
  } catch (cause) {
    throw new Error(`cannot read ${model}: ${explain(cause)}`, { cause });
  }
}
