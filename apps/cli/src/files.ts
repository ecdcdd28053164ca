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

/** Size, and the time of the last change in milliseconds: what tells one state of a file from another. */
export interface FileStamp {
  readonly size: number;
  readonly time: number;
}

/** The stamp of a file; undefined where there is none. */
export async function stampOf(path: string): Promise<FileStamp | undefined> {
  const there = await stat(path).catch(() => undefined);
  return there && { size: there.size, time: there.mtimeMs };
}

/** A file that is written but not in its place yet. */
export interface StagedFile {
  /** That it will have in its place. */
  readonly stamp: FileStamp;
  /** Puts it there all at once: whoever looks sees the old file or the new one. */
  commit(): Promise<void>;
  discard(): Promise<void>;
}

/** Writes `bytes` beside `path`, under a temporary name. */
export async function stageFile(path: string, bytes: Uint8Array): Promise<StagedFile> {
  const temporary = join(dirname(path), `.${randomUUID()}.tmp`);
  const discard = (): Promise<void> => rm(temporary, { force: true });
  const orFail = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      await discard();
      throw new Error(`cannot write ${path}: ${explain(cause)}`, { cause });
    }
  };
  const { size, mtimeMs: time } = await orFail(async () => {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(bytes);
      await file.sync();
      return await file.stat();
    } finally {
      await file.close();
    }
  });
  return { stamp: { size, time }, discard, commit: () => orFail(() => rename(temporary, path)) };
}

/** Puts `bytes` at `path` all at once: whoever looks sees the old file or the new one. */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  await (await stageFile(path, bytes)).commit();
}

/** Whether two paths lead to one file, by whatever links. */
export async function isSameFile(a: string, b: string): Promise<boolean> {
  const look = (path: string): Promise<BigIntStats | undefined> =>
    stat(path, { bigint: true }).catch(() => undefined);
  const [first, second] = await Promise.all([look(a), look(b)]);
  return first !== undefined && second !== undefined && first.dev === second.dev && first.ino === second.ino;
}
