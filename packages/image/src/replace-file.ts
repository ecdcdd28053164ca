import { randomBytes } from "node:crypto";
import type { Stats } from "node:fs";
import { open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ImageWriteError, explainSystemError } from "./image-errors.ts";
import { removeOrphans, temporaryName } from "./temporary-files.ts";
import { kindOf } from "./read-image.ts";

/** Size, and the time of the last change in milliseconds: what tells one state of a file from another. */
export interface FileStamp {
  readonly size: number;
  readonly time: number;
}

/** A file that is written but not in its place yet. */
export interface StagedFile {
  /** That it will have in its place. */
  readonly stamp: FileStamp;
  /** Puts it there all at once: whoever looks sees the old file or the new one. */
  commit(): Promise<void>;
  discard(): Promise<void>;
}

/**
 * Writes `bytes` under a temporary name beside `path`, and syncs them, to be put in place by `commit`.
 *
 * A symbolic link is followed, and a file that is replaced keeps its permissions. What a run that was killed
 * left beside `path` is removed.
 *
 * Not write-file-atomic: it takes one write for the whole file, and a full disk may cut that short.
 *
 * @throws ImageWriteError when it cannot be done; the temporary file is gone and the old file untouched.
 */
export async function stageFile(path: string, bytes: Uint8Array): Promise<StagedFile> {
  return telling(path, async () => {
    const old = await statIfThere(path);
    if (old !== undefined && !old.isFile()) {
      throw new ImageWriteError(path, `${kindOf(old)}, expected a file`, { code: "not-a-file" });
    }
    // A rename would replace even a file that may not be written, so ask by opening it.
    if (old !== undefined) await (await open(path, "r+")).close();
    const target = await targetOf(path);
    await removeOrphans(dirname(target));
    // A name of its own, not the target's and more: that might become too long.
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
 * Puts `bytes` at `path` all at once, as `stageFile` does.
 *
 * @throws ImageWriteError when it cannot be done; nothing is left behind and the old file untouched.
 */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  await (await stageFile(path, bytes)).commit();
}

/** Where a path leads, by whatever links; a link to a file yet to be made leads to that. */
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
