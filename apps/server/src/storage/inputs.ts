import { constants } from "node:fs";
import { open, realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { openBucket } from "./bucket.ts";
import { placeOf } from "./storage.ts";

/** Files that may be read by key. */
export interface Inputs {
  /**
   * Returns undefined if there is no such file, or if its name is not a valid key.
   *
   * @throws RangeError if it has more than `most` bytes, before it is read.
   */
  read(key: string, most: number): Promise<Uint8Array | undefined>;
}

/**
 * Files that cannot be opened because of their name or permissions do not exist as far as clients are
 * concerned.
 */
const ABSENT: ReadonlySet<string> = new Set(
  "ENOENT ENOTDIR EISDIR ELOOP ENAMETOOLONG EACCES EPERM ENXIO".split(" "),
);
const NAME = String.raw`[^./\\\u0000-\u001f][^/\\\u0000-\u001f]*`;
/** Names separated by "/", none starting with a dot: keys cannot lead upwards or to hidden files. */
export const KEY_PATTERN: string = `^${NAME}(/${NAME})*$`;
export const LONGEST_KEY = 1024;

/**
 * The files of a folder, given by its path or file URL, or of `s3://BUCKET/PREFIX`.
 *
 * @throws Error for any other address, for a missing folder, and without keys for a bucket.
 */
export async function openInputs(address: string, env: NodeJS.ProcessEnv = process.env): Promise<Inputs> {
  const place = placeOf(address);
  const read = "folder" in place ? await folderReader(place.folder) : openBucket(place.bucket, env).get;
  const pattern = new RegExp(KEY_PATTERN, "u");
  return {
    read: async (key, most) => (key.length <= LONGEST_KEY && pattern.test(key) ? read(key, most) : undefined),
  };
}

async function folderReader(folder: string): Promise<Inputs["read"]> {
  const top = await realpath(folder).catch(() => undefined);
  if (top === undefined) throw new Error(`expected a folder, got ${folder}`);
  const within = top.endsWith(sep) ? top : top + sep;
  return async (key, most) => {
    try {
      // A link may point to another file in the folder, but not outside it.
      const path = await realpath(join(top, key));
      if (!path.startsWith(within)) return undefined;
      // Does not wait for a pipe, and does not follow a link created in the meantime.
      const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      try {
        const found = await file.stat();
        if (!found.isFile()) return undefined;
        if (found.size > most) throw new RangeError(`expected at most ${most} bytes`);
        return await file.readFile();
      } finally {
        await file.close();
      }
    } catch (error) {
      if (error instanceof Error && "code" in error && ABSENT.has(String(error.code))) return undefined;
      throw error;
    }
  };
}
