import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createStorage } from "unstorage";
import type { Driver } from "unstorage";
import fileDriver from "unstorage/drivers/fs-lite";
import s3Driver from "unstorage/drivers/s3";

/** Where files lie between those who send them, those who restore them and those who fetch them. */
export interface FileStorage {
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Nothing where there is no such file. */
  get(key: string): Promise<Uint8Array | undefined>;
}

/**
 * A folder, by its path or file URL, or a bucket of S3 or what speaks like it:
 * `s3://BUCKET?endpoint=URL&region=NAME`, with the keys that AWS's own variables of the environment name.
 *
 * @throws Error for any other address, and without keys.
 */
export function openStorage(address: string, env: NodeJS.ProcessEnv = process.env): FileStorage {
  const storage = createStorage({ driver: driverOf(address, env) });
  return {
    put: async (key, bytes) => {
      await storage.setItemRaw(key, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    },
    get: async (key) => {
      const found: unknown = await storage.getItemRaw(key);
      if (found === null || found === undefined) return undefined;
      return found instanceof Uint8Array ? found : new Uint8Array(found as ArrayBuffer);
    },
  };
}

function driverOf(address: string, env: NodeJS.ProcessEnv): Driver {
  if (!/^[a-z0-9]+:\/\//i.test(address)) return fileDriver({ base: resolve(address) });
  const url = new URL(address);
  if (url.protocol === "file:") return fileDriver({ base: fileURLToPath(url) });
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_REGION } = env;
  if (url.protocol !== "s3:" || url.hostname === "") {
    throw new Error(`expected a folder or s3://BUCKET as storage, got ${address}`);
  }
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new Error("expected AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for an s3:// storage");
  }
  const region = url.searchParams.get("region") ?? AWS_REGION ?? "us-east-1";
  const endpoint = url.searchParams.get("endpoint") ?? `https://s3.${region}.amazonaws.com`;
  return s3Driver({ accessKeyId, secretAccessKey, region, endpoint, bucket: url.hostname });
}

/** SHA-256 in hexadecimal digits. */
export function digest(bytes: string | Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
