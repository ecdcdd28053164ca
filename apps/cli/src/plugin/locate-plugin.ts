import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { resolve as resolveModule } from "import-meta-resolve";

/**
 * The URL of the module of a plugin: a file if there is one with that name, otherwise a package, as for an
 * import in `folder`.
 *
 * @throws Error if there is neither.
 */
export async function locatePlugin(folder: string, specifier: string): Promise<string> {
  const path = resolve(folder, specifier);
  const kind = await kindOf(path);
  if (kind === "file") return pathToFileURL(path).href;
  const missing = (cause?: unknown): Error => {
    const found = kind === "folder" ? "got a folder" : `found neither in ${folder}`;
    return new Error(`expected a file or an installed package, ${found}`, { cause });
  };
  const url = resolveFrom(folder, specifier, missing);
  if (url.startsWith("file:") && (await kindOf(fileURLToPath(url))) !== "file") throw missing();
  return url;
}

function resolveFrom(folder: string, specifier: string, missing: (cause: unknown) => Error): string {
  try {
    // Resolution starts from a file, which does not have to exist.
    return resolveModule(specifier, pathToFileURL(join(folder, "plugin")).href);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw code === "ERR_MODULE_NOT_FOUND" ? missing(cause) : cause;
  }
}

async function kindOf(path: string): Promise<"file" | "folder" | undefined> {
  const there = await stat(path).catch(() => undefined);
  if (there?.isFile()) return "file";
  return there?.isDirectory() ? "folder" : undefined;
}
