import { mkdir, open, readFile, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { isAlive } from "@genericdp/image/node";
import { explain } from "../errors.ts";
import { checkWritableFolder } from "../files.ts";

const LOCK_NAME = ".genericdp.lock";

/** @throws Error if a folder cannot be created or written. */
export async function makeWritableFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await checkWritableFolder(folder);
  } catch (cause) {
    throw new Error(`cannot write ${folder}: ${explain(cause)}`, { cause });
  }
}

/**
 * Locks an output folder for this run until the returned function is called. Two simultaneous runs would do
 * the same work twice and mistake each other's outputs for foreign files. The lock of a dead process is taken
 * over.
 *
 * @param name the folder, for messages.
 * @throws Error if another run has the lock.
 */
export async function lockFolder(folder: string, name: string): Promise<() => Promise<void>> {
  const path = join(folder, LOCK_NAME);
  const owner = JSON.stringify({ host: hostname(), process: process.pid });
  for (let tries = 0; tries < 2; tries++) {
    try {
      const file = await open(path, "wx");
      try {
        await file.writeFile(owner);
      } finally {
        await file.close();
      }
      return () => rm(path, { force: true });
    } catch (cause) {
      if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST")) {
        throw new Error(`cannot write ${path}: ${explain(cause)}`, { cause });
      }
      const holder = parseOwner(await readFile(path, "utf8").catch(() => ""));
      if (holder !== undefined && (holder.host !== hostname() || isAlive(holder.process))) {
        const who = `process ${holder.process}${holder.host === hostname() ? "" : ` on ${holder.host}`}`;
        const advice = `wait for it, or use another --out-dir; if it no longer runs, remove ${path}`;
        throw new Error(`another run (${who}) is writing to ${name}: ${advice}`, { cause });
      }
      await rm(path, { force: true });
    }
  }
  throw new Error(`cannot lock ${name}: other runs keep locking it`);
}

function parseOwner(text: string): { readonly host: string; readonly process: number } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return undefined;
    const { host, process: number } = value as Readonly<Record<string, unknown>>;
    return typeof host === "string" && typeof number === "number" ? { host, process: number } : undefined;
  } catch {
    return undefined;
  }
}
