import { readdir, stat } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { foreignFormatOfName } from "@genericdp/image";
import { inputFormatOfName } from "@genericdp/image/node";
import { explain } from "../errors.ts";

export interface FoundInput {
  /** As the user named it, or by the folder that contains it. */
  readonly input: string;
  readonly from: string;
  /** Its path within the output folder, still with the input's extension. */
  readonly place: string;
}

/** A path without an input. */
export interface InputProblem {
  readonly input: string;
  readonly problem: string;
}

/** Files in folders that are not inputs, with their kind, which is "" if unknown. */
export interface LeftOut {
  readonly kind: string;
  readonly advice: string;
  readonly count: number;
  /** One of them. */
  readonly example: string;
}

export interface FindInputsOptions {
  /** Relative paths start here. */
  readonly folder: string;
  readonly recursive: boolean;
  /** A folder that is not searched, even inside one of the others. */
  readonly except: string;
}

/**
 * The image files that paths name, each once. A file stands for itself, a folder for the images in it,
 * sorted; hidden files and other kinds of files in folders are ignored.
 */
export async function findInputs(
  paths: readonly string[],
  { folder, recursive, except }: FindInputsOptions,
): Promise<{
  readonly found: FoundInput[];
  readonly problems: InputProblem[];
  readonly leftOut: LeftOut[];
}> {
  const found = new Map<string, FoundInput>();
  const problems: InputProblem[] = [];
  const leftOut = new Map<string, LeftOut>();
  const leaveOut = (example: string): void => {
    const { name: kind = "", advice = "" } = foreignFormatOfName(example) ?? {};
    const before = leftOut.get(kind);
    leftOut.set(kind, before ? { ...before, count: before.count + 1 } : { kind, advice, count: 1, example });
  };
  const add = (file: FoundInput): unknown => found.set(`${file.from}\0${file.place}`, file);
  const lookInto = async (input: string, top: string): Promise<number> => {
    const here = resolve(folder, input);
    let images = 0;
    try {
      const entries = await readdir(here, { withFileTypes: true });
      for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
        const path = join(here, entry.name);
        if (entry.name.startsWith(".")) continue;
        // Links to folders might form a cycle.
        if (entry.isDirectory()) {
          if (recursive && path !== except) images += await lookInto(join(input, entry.name), top);
          continue;
        }
        if (await isFolder(path)) continue;
        if (inputFormatOfName(entry.name) === undefined) {
          leaveOut(join(input, entry.name));
          continue;
        }
        // A pipe or a broken link is detected when it is read.
        add({ input: join(input, entry.name), from: path, place: relative(top, path) });
        images++;
      }
    } catch (cause) {
      problems.push({ input, problem: `cannot read ${input}: ${explain(cause)}` });
      return Infinity;
    }
    return images;
  };
  for (const input of paths) {
    const from = resolve(folder, input);
    // Problems of a file are reported when it is read.
    if (!(await isFolder(from))) add({ input, from, place: basename(from) });
    else if ((await lookInto(input, from)) === 0) {
      const hint = recursive ? "" : " (--recursive includes its subfolders)";
      problems.push({ input, problem: `cannot read ${input}: it contains no images${hint}` });
    }
  }
  return { found: [...found.values()], problems, leftOut: [...leftOut.values()] };
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (there) => there.isDirectory(),
    () => false,
  );
}
