import { spawnSync } from "node:child_process";
import { mkdtemp, rm, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A separate disk in memory that can be filled. */
export interface SmallDisk {
  readonly folder: string;
  /** Fills the disk up to about this many free bytes, with a file next to the folder. */
  fill(leave: number): Promise<void>;
  /** Frees the filled space. */
  free(): Promise<void>;
  stop(): Promise<void>;
}

/** Mounts a disk of this size, or returns the reason why that is impossible. */
export async function smallDisk(bytes: number): Promise<SmallDisk | string> {
  const top = await mkdtemp(join(tmpdir(), "genericdp-disk-"));
  const { status, stderr, error } = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", top]);
  if (status !== 0) {
    await rm(top, { recursive: true });
    return `no disk can be mounted here: ${String(error ?? stderr).trim()}`;
  }
  const filling = join(top, "filling");
  const free = (): Promise<void> => rm(filling, { force: true });
  return {
    folder: join(top, "files"),
    free,
    fill: async (leave) => {
      await free();
      const { bavail, bsize } = await statfs(top);
      await writeFile(filling, new Uint8Array(Math.max(0, bavail * bsize - leave)));
    },
    stop: async () => {
      spawnSync("umount", [top]);
      await rm(top, { recursive: true });
    },
  };
}
