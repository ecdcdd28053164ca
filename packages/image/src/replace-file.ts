import { randomBytes } from "node:crypto";
import type { Stats } from "node:fs";
import { open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ImageWriteError, explainSystemError } from "./image-errors.ts";
import { removeOrphans, temporaryName } from "./temporary-files.ts";
import { kindOf } from "./read-image.ts";

/** Size, and time of the last change in milliseconds, which distinguish one state of a file from another. */
export interface FileStamp {
  readonly size: number;
  readonly time: number;
}

/** A complete temporary file that is not yet in its place. */
export interface StagedFile {
  /** The stamp that it will have in its place. */
  readonly stamp: FileStamp;
  /** Moves it into place atomically: readers see either the old file or the new one. */
  commit(): Promise<void>;
  discard(): Promise<void>;
}

/**
 * Writes `bytes` to a temporary file beside `path` and syncs it; `commit` moves it into place.
 *
 * Follows symbolic links, keeps the permissions of a replaced file, and removes temporary files that killed
 * runs left beside `path`.
 *
 * Not write-file-atomic: it assumes that one write writes the whole file, which a full disk can cut short.
 *
 * @throws ImageWriteError on failure; the temporary file is removed and the old file untouched.
 */
export async function stageFile(path: string, bytes: Uint8Array): Promise<StagedFile> {
  return telling(path, async () => {
    const old = await statIfThere(path);
    if (old !== undefined && !old.isFile()) {
      throw new ImageWriteError(path, `${kindOf(old)}, expected a file`, { code: "not-a-file" });
    }
    // A rename would replace even a write-protected file, so check by opening it.
    if (old !== undefined) await (await open(path, "r+")).close();
    const target = await targetOf(path);
    await removeOrphans(dirname(target));
    // Not the target's name with a suffix, which might be too long.
    const temporary = join(dirname(target), temporaryName(randomBytes(6).toString("hex")));
    const discard = (): Promise<void> => rm(temporary, { force: true });
    const orDiscard = async <T>(work: () => Promise<T>): Promise<T> => {
      try {
        return await work();
      } catch (error) {
        await discard();
        throw error;
      }
    };
    const file = await open(temporary, "wx");
    const { size, mtimeMs: time } = await orDiscard(async () => {
      try {
        await file.writeFile(bytes);
        if (old !== undefined) await file.chmod(old.mode & 0o777);
        await file.sync();
        return await file.stat();
      } finally {
        await file.close();
      }
    });
    const commit = (): Promise<void> => telling(path, () => orDiscard(() => rename(temporary, target)));
    return { stamp: { size, time }, discard, commit };
  });
}

/**
 * Writes `bytes` to `path` atomically, like `stageFile` and `commit`.
 *
 * @throws ImageWriteError on failure; nothing is left behind and the old file is untouched.
 */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  await (await stageFile(path, bytes)).commit();
}

/** The target of a path after following links; it need not exist yet. */
async function targetOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
    return join(await realpath(dirname(path)), basename(path));
  }
}

async function telling<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof ImageWriteError) throw cause;
    const [code, problem] = explainSystemError(cause);
    throw new ImageWriteError(path, problem, { code, cause });
  }
}

async function statIfThere(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
