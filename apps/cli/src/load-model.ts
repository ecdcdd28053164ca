import { resolve } from "node:path";
import { readModel } from "@genericdp/model";
import type { Model } from "@genericdp/model";
import { grayModel } from "@genericdp/model/gray";
import { explain } from "./errors.ts";
import { readBytes } from "./files.ts";

/**
 * The model in a file, a relative path starting from `folder`, or the bundled one.
 *
 * @throws Error naming the file and what is wrong with it.
 */
export async function loadModel(folder: string, path: string | undefined): Promise<Model> {
  if (path === undefined) return grayModel();
  const bytes = await readBytes(resolve(folder, path));
  try {
    return readModel(bytes);
  } catch (cause) {
    throw new Error(`cannot read ${path}: ${explain(cause)}`, { cause });
  }
}
