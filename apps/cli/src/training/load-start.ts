import { createHash } from "node:crypto";
import { readModel } from "@genericdp/model";
import type { Recipe } from "@genericdp/training";
import { explain } from "../errors.ts";
import { readBytes } from "../files.ts";
import type { StartModel } from "./checkpoint.ts";

/**
 * The model that a run is to start from.
 *
 * @throws Error naming the file and what is wrong with it, also where its architecture is not the recipe's.
 */
export async function loadStart(
  path: string,
  { architecture }: Recipe,
): Promise<{ parameters: Float32Array; origin: StartModel }> {
  const bytes = await readBytes(path);
  try {
    const model = readModel(bytes);
    if (JSON.stringify(model.architecture) !== JSON.stringify(architecture)) {
      throw new Error("expected a model of the recipe's architecture, got another one");
    }
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    return { parameters: model.parameters, origin: { name: model.name, sha256 } };
  } catch (cause) {
    throw new Error(`cannot start from ${path}: ${explain(cause)}`, { cause });
  }
}
