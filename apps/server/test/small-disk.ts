import { spawnSync } from "node:child_process";
import { mkdtemp, rm, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A disk of its own, in memory, that can be filled. */
export interface SmallDisk {
  readonly folder: string;
  /** Leaves so many bytes, or some fewer, by a file beside the folder. */
  fill(leave: number): Promise<void>;
  /** Gives back what was filled. */
  free(): Promise<void>;
  stop(): Promise<void>;
}

/** One of so many bytes, or why there can be none. */
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
