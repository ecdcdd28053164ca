import { opendir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { inputFormatOfName } from "@genericdp/image/node";
import { openBucket } from "../storage/bucket.ts";
import { placeOf } from "../storage/storage.ts";

/** An image file of a folder or a bucket. */
export interface SourceEntry {
  /** Path within the source, with "/" as separator. */
  readonly path: string;
  readonly bytes: number;
  /** Changes when the file changes. */
  readonly mark: string;
}

export interface BatchSource {
  /** The entries, in any order. Memory does not grow with their number. */
  list(): AsyncGenerator<SourceEntry, void, void>;
  read(path: string): Promise<Uint8Array>;
}

/**
 * The images in a folder and its subfolders, or in `s3://BUCKET/PREFIX`, recognised by file extension. Hidden
 * files and links to folders are ignored.
 *
 * @throws Error for any other address, for a missing folder, and without keys for a bucket.
 */
export async function openSource(
  address: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<BatchSource> {
  const place = placeOf(address);
  if ("folder" in place) {
    const { folder } = place;
    const there = await stat(folder).catch(() => undefined);
    if (there?.isDirectory() !== true) throw new Error(`expected a folder, got ${address}`);
    return { list: () => listFolder(folder), read: (path) => readFile(join(folder, path)) };
  }
  const bucket = openBucket(place.bucket, env);
  return {
    list: async function* () {
      for await (const { key, bytes, etag } of bucket.list()) {
        if (isImage(key)) yield { path: key, bytes, mark: etag };
      }
    },
    read: async (path) => {
      const bytes = await bucket.get(path);
      if (bytes === undefined) throw new Error("it is no longer in the bucket");
      return bytes;
    },
  };
}

async function* listFolder(top: string, below = ""): AsyncGenerator<SourceEntry, void, void> {
  for await (const entry of await opendir(join(top, below))) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.name.startsWith(".")) continue;
    if (entry.isDirectory()) {
      yield* listFolder(top, path);
      continue;
    }
    if (!isImage(entry.name)) continue;
    // A broken link is reported when it is read.
    const there = await stat(join(top, path)).catch(() => undefined);
    if (there?.isDirectory() === true) continue;
    yield { path, bytes: there?.size ?? 0, mark: there ? `${there.size}:${there.mtimeMs}` : "none" };
  }
}

function isImage(path: string): boolean {
  return path.split("/").every((part) => !part.startsWith(".")) && inputFormatOfName(path) !== undefined;
}
