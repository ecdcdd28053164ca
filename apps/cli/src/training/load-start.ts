import { createHash } from "node:crypto";
import { basename } from "node:path";
import { importModel } from "@genericdp/interchange";
import { transferParameters } from "@genericdp/training";
import type { Recipe } from "@genericdp/training";
import { explain } from "../errors.ts";
import { readBytes } from "../files.ts";
import type { StartModel } from "./checkpoint.ts";

/**
 * The initial model of a run, transferred to the architecture of the recipe if they differ.
 *
 * @throws Error naming the file and what is wrong with it, also if nothing can be transferred.
 */
export async function loadStart(
  path: string,
  { architecture }: Recipe,
): Promise<{ parameters: Float32Array; origin: StartModel }> {
  const bytes = await readBytes(path);
  try {
    const model = importModel(bytes, basename(path));
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const same = JSON.stringify(model.architecture) === JSON.stringify(architecture);
    const parameters = same ? model.parameters : transferParameters(model, architecture);
    return { parameters, origin: { name: model.name, sha256 } };
  } catch (cause) {
    throw new Error(`cannot start from ${path}: ${explain(cause)}`, { cause });
  }
}
