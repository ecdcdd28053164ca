import { createHash } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

/** Process numbers are only meaningful on one machine. */
const HOST = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
const PATTERN = new RegExp(`^\\.genericdp-${HOST}-(\\d+)-[0-9a-f]+\\.tmp$`);

/** The name of a temporary file of this process. */
export function temporaryName(unique: string): string {
  return `.genericdp-${HOST}-${process.pid}-${unique}.tmp`;
}

const looked = new Set<string>();

/** Removes temporary files in a folder that belong to no running process; once per folder. */
export async function removeOrphans(folder: string): Promise<void> {
  if (looked.has(folder)) return;
  looked.add(folder);
  // If this fails, writing fails too, with a message.
  for (const name of await readdir(folder).catch(() => [])) {
    const owner = PATTERN.exec(name)?.[1];
    if (owner !== undefined && !isAlive(Number(owner))) {
      await rm(join(folder, name), { force: true }).catch(() => undefined);
    }
  }
}

/** Whether a process with this number runs on this machine. */
export function isAlive(processNumber: number): boolean {
  try {
    process.kill(processNumber, 0);
    return true;
  } catch (error) {
    // It belongs to another user and cannot be signalled.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
