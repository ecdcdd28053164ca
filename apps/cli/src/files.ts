import { constants } from "node:fs";
import type { BigIntStats } from "node:fs";
import { access, mkdir, readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { kindOf } from "@genericdp/image/node";
import type { FileStamp } from "@genericdp/image/node";
import { explain } from "./errors.ts";

/** @throws Error naming the file and what is wrong with it. */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new Error(`cannot read ${path}: ${explain(cause)}`, { cause });
  }
}

/**
 * Refuses early what would only fail when the work is done. Folders that are missing do no harm:
 * {@link makeFolderOf} makes them.
 *
 * @throws Error where the nearest folder of `path` may not be written, or `path` is no file.
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

/** @throws Error of the system unless a folder may be written, or the nearest one that is there. */
export async function checkWritableFolder(folder: string): Promise<void> {
  const there = await stat(folder).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  });
  if (there === undefined && dirname(folder) !== folder) return checkWritableFolder(dirname(folder));
  if (there?.isDirectory() === false) throw new Error("a part of the path is no folder");
  await access(folder, constants.W_OK);
}

/** Makes the folder of a file, and those around it, where they are missing. */
export async function makeFolderOf(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true }).catch((cause: unknown) => {
    throw new Error(`cannot write ${path}: ${explain(cause)}`, { cause });
  });
}

/** The stamp of a file; undefined where there is none. */
export async function stampOf(path: string): Promise<FileStamp | undefined> {
  const there = await stat(path).catch(() => undefined);
  return there && { size: there.size, time: there.mtimeMs };
}

/** Whether two paths lead to one file, by whatever links. */
export async function isSameFile(a: string, b: string): Promise<boolean> {
  const look = (path: string): Promise<BigIntStats | undefined> =>
    stat(path, { bigint: true }).catch(() => undefined);
  const [first, second] = await Promise.all([look(a), look(b)]);
  return first !== undefined && second !== undefined && first.dev === second.dev && first.ino === second.ino;
}
