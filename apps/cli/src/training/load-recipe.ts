import { parseRecipe } from "@genericdp/training";
import type { Recipe } from "@genericdp/training";
import { explain } from "../errors.ts";
import { readBytes } from "../files.ts";

/** @throws Error naming the file and what is wrong with it. */
export async function loadRecipe(path: string): Promise<Recipe> {
  const bytes = await readBytes(path);
  try {
    return parseRecipe(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  } catch (cause) {
    throw new Error(`cannot read ${path}: ${explain(cause)}`, { cause });
  }
}
