import { constants } from "node:fs";
import type { BigIntStats } from "node:fs";
import { access, mkdir, readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { kindOf } from "@genericdp/image/node";
import type { FileStamp } from "@genericdp/image/node";
import { explain } from "./errors.ts";

/** @throws Error naming the file and the reason. */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new Error(`cannot read ${path}: ${explain(cause)}`, { cause });
  }
}

/**
 * Checks an output path before the work. Missing folders are allowed: {@link makeFolderOf} creates them.
 *
 * @throws Error if the nearest existing folder of `path` is not writable, or `path` is not a file.
 */
export async function checkWritable(path: string): Promise<void> {
  try {
    const there = await stat(path).catch(() => undefined);
    if (there !== undefined && !there.isFile()) throw new Error(`${kindOf(there)}, expected a file`);
    if (there !== undefined) await access(path, constants.W_OK);
    await checkWritableFolder(dirname(path));
  } catch (cause) {
    throw new Error(`cannot write ${path}: ${explain(cause)}`, { cause });
  }
}

/** @throws a system error unless the folder, or its nearest existing parent, is writable. */
export async function checkWritableFolder(folder: string): Promise<void> {
  const there = await stat(folder).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  });
  if (there === undefined && dirname(folder) !== folder) return checkWritableFolder(dirname(folder));
  if (there?.isDirectory() === false) throw new Error("a part of the path is not a folder");
  await access(folder, constants.W_OK);
}

/** Creates the folder of a file and its parents if they are missing. */
export async function makeFolderOf(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true }).catch((cause: unknown) => {
    throw new Error(`cannot write ${path}: ${explain(cause)}`, { cause });
  });
}

/** Size and time of a file; undefined if there is none. */
export async function stampOf(path: string): Promise<FileStamp | undefined> {
  const there = await stat(path).catch(() => undefined);
  return there && { size: there.size, time: there.mtimeMs };
}

/** Whether two paths lead to the same file, also through links. */
export async function isSameFile(a: string, b: string): Promise<boolean> {
  const look = (path: string): Promise<BigIntStats | undefined> =>
    stat(path, { bigint: true }).catch(() => undefined);
  const [first, second] = await Promise.all([look(a), look(b)]);
  return first !== undefined && second !== undefined && first.dev === second.dev && first.ino === second.ino;
}
