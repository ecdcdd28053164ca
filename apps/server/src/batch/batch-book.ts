import { createHash } from "node:crypto";
import type { Redis } from "ioredis";

/** What happened to an image of a batch: it became a job, or could not be read. */
export type BookEntry = { readonly mark: string } & (
  | { readonly id: string; readonly problem?: never }
  | { readonly id?: never; readonly problem: string }
);

/** The settings of a batch, which stay the same when it is continued. */
export interface BatchSettings {
  readonly source: string;
  readonly task: string;
}

/** The images of a batch by path, kept in Redis. */
export interface BatchBook {
  settings(): Promise<BatchSettings | undefined>;
  begin(settings: BatchSettings): Promise<void>;
  find(paths: readonly string[]): Promise<(BookEntry | undefined)[]>;
  write(path: string, entry: BookEntry): Promise<void>;
  strike(path: string): Promise<void>;
  /** Every image once, in pages. */
  pages(): AsyncGenerator<readonly (readonly [path: string, entry: BookEntry])[], void, void>;
  remove(): Promise<void>;
}

const BATCHES = "genericdp:batches";
/**
 * The images are divided among this many hashes. A hash is read completely at once, so that every image is
 * seen exactly once even while others are added. HSCAN does not guarantee that.
 */
const PARTS = 1024;

export function openBook(redis: Redis, name: string): BatchBook {
  const keyOf = (part: number): string => `genericdp:batch:{${name}}:${part}`;
  const partOf = (path: string): string =>
    keyOf(createHash("md5").update(path).digest().readUInt16BE() % PARTS);
  return {
    settings: async () => {
      const text = await redis.hget(BATCHES, name);
      return text === null ? undefined : (JSON.parse(text) as BatchSettings);
    },
    begin: async (settings) => {
      await redis.hset(BATCHES, name, JSON.stringify(settings));
    },
    find: async (paths) => {
      const found = await Promise.all(paths.map(async (path) => redis.hget(partOf(path), path)));
      return found.map((text) => (text === null ? undefined : (JSON.parse(text) as BookEntry)));
    },
    write: async (path, entry) => {
      await redis.hset(partOf(path), path, JSON.stringify(entry));
    },
    strike: async (path) => {
      await redis.hdel(partOf(path), path);
    },
    pages: async function* () {
      for (let part = 0; part < PARTS; part++) {
        const entries = Object.entries(await redis.hgetall(keyOf(part)));
        yield entries.map(([path, text]) => [path, JSON.parse(text) as BookEntry] as const);
      }
    },
    remove: async () => {
      await redis.unlink(Array.from({ length: PARTS }, (_, part) => keyOf(part)));
      await redis.hdel(BATCHES, name);
    },
  };
}

/** The names of all batches. */
export async function batchNames(redis: Redis): Promise<string[]> {
  return (await redis.hkeys(BATCHES)).toSorted();
}
