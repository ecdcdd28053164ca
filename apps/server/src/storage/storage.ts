import { access, mkdir, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { replaceFile } from "@genericdp/image/node";
import { openBucket } from "./bucket.ts";

/** Storage for files that the server, workers and clients exchange. */
export interface FileStorage {
  /** Atomic: readers see either the old file or the new one, completely. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Returns undefined if there is no such file. */
  get(key: string): Promise<Uint8Array | undefined>;
  has(key: string): Promise<boolean>;
}

/**
 * A folder, given by its path or file URL, or an S3 or compatible bucket:
 * `s3://BUCKET/PREFIX?endpoint=URL&region=NAME`, with the keys from the usual AWS environment variables.
 *
 * @throws Error for any other address, and without keys.
 */
export function openStorage(address: string, env: NodeJS.ProcessEnv = process.env): FileStorage {
  const place = placeOf(address);
  return "folder" in place ? folderStorage(place.folder) : openBucket(place.bucket, env);
}

/**
 * The folder or bucket that an address names.
 *
 * @throws Error if it is neither.
 */
export function placeOf(address: string): { readonly folder: string } | { readonly bucket: URL } {
  if (!/^[a-z0-9]+:\/\//i.test(address)) return { folder: resolve(address) };
  const url = new URL(address);
  if (url.protocol === "file:") return { folder: fileURLToPath(url) };
  if (url.protocol === "s3:" && url.hostname !== "") return { bucket: url };
  throw new Error(`expected a folder or s3://BUCKET, got ${address}`);
}

function folderStorage(folder: string): FileStorage {
  const path = (key: string): string => join(folder, key);
  return {
    put: async (key, bytes) => {
      await mkdir(dirname(path(key)), { recursive: true });
      await replaceFile(path(key), bytes);
    },
    get: async (key) => unlessAbsent(readFile(path(key))),
    has: async (key) => (await unlessAbsent(access(path(key)).then(() => true))) ?? false,
  };
}

async function unlessAbsent<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
