import { randomUUID } from "node:crypto";
import type { Stats } from "node:fs";
import { open, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ImageWriteError, explainSystemError } from "./image-errors.ts";

/**
 * Puts `bytes` at `path` all at once: written and synced under a temporary name beside it, then renamed.
 *
 * Whoever looks sees the old file or the new one, never half of one. A symbolic link is followed, and a file
 * that is replaced keeps its permissions.
 *
 * @throws ImageWriteError when it cannot be done; the temporary file is gone and the old file untouched.
 */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  try {
    const old = await statIfThere(path);
    if (old !== undefined && !old.isFile()) {
      throw new ImageWriteError(path, "it is a folder, device or pipe, expected a file", {
        code: "not-a-file",
      });
    }
    // A rename would replace even a file that may not be written, so ask by opening it.
    if (old !== undefined) await (await open(path, "r+")).close();
    await writeBeside(old === undefined ? path : await realpath(path), bytes, old?.mode);
  } catch (cause) {
    if (cause instanceof ImageWriteError) throw cause;
    const [code, problem] = explainSystemError(cause);
    throw new ImageWriteError(path, problem, { code, cause });
  }
}

async function writeBeside(target: string, bytes: Uint8Array, mode: number | undefined): Promise<void> {
  // A name of its own, not the target's and more: that might become too long.
  const temporary = join(dirname(target), `.${randomUUID()}.tmp`);
  const file = await open(temporary, "wx");
  try {
    try {
      await file.writeFile(bytes);
      if (mode !== undefined) await file.chmod(mode & 0o777);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function statIfThere(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
