import { constants } from "node:fs";
import { open, realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { openBucket } from "./bucket.ts";
import { placeOf } from "./storage.ts";

/** Files that may be read by their keys, and none beside them. */
export interface Inputs {
  /**
   * Nothing where there is no such file, or where its name is no key.
   *
   * @throws RangeError where it has more than `most` bytes, before it is read.
   */
  read(key: string, most: number): Promise<Uint8Array | undefined>;
}

/** To those who ask, there is nothing where a file cannot be opened because of its name or its owner. */
const ABSENT: ReadonlySet<string> = new Set(
  "ENOENT ENOTDIR EISDIR ELOOP ENAMETOOLONG EACCES EPERM ENXIO".split(" "),
);
const NAME = String.raw`[^./\\\u0000-\u001f][^/\\\u0000-\u001f]*`;
/** Names with "/" between them, none of which begins with a dot: they lead down only, to nothing hidden. */
export const KEY_PATTERN: string = `^${NAME}(/${NAME})*$`;
export const LONGEST_KEY = 1024;

/**
 * The files of a folder, by its path or file URL, or of `s3://BUCKET/PREFIX`.
 *
 * @throws Error for any other address, where the folder is none, and without keys for a bucket.
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
      // A link may lead to another file of the folder, but not out of it.
      const path = await realpath(join(top, key));
      if (!path.startsWith(within)) return undefined;
      // A pipe would be waited for; a link that has come meanwhile is none of ours.
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
