import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import type { BigIntStats } from "node:fs";
import { access, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
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
 * Refuses early what would only fail when the work is done.
 *
 * @throws Error where the folder of `path` is missing or may not be written, or `path` is a folder.
 */
export async function checkWritable(path: string): Promise<void> {
  try {
    await access(dirname(path), constants.W_OK);
    const there = await stat(path).catch(() => undefined);
    if (there?.isDirectory()) throw new Error("it is a folder");
  } catch (cause) {
    throw new Error(`cannot write ${path}: ${explain(cause)}`, { cause });
  }
}

/** Puts `bytes` at `path` all at once: whoever looks sees the old file or the new one. */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${randomUUID()}.tmp`);
  try {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new Error(`cannot write ${path}: ${explain(cause)}`, { cause });
  }
}

/** Whether two paths lead to one file, by whatever links. */
export async function isSameFile(a: string, b: string): Promise<boolean> {
  const look = (path: string): Promise<BigIntStats | undefined> =>
    stat(path, { bigint: true }).catch(() => undefined);
  const [first, second] = await Promise.all([look(a), look(b)]);
  return first !== undefined && second !== undefined && first.dev === second.dev && first.ino === second.ino;
}
