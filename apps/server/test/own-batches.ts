import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, expect, vi } from "vitest";
import { openBook } from "../src/batch/batch-book.ts";
import type { BatchBook } from "../src/batch/batch-book.ts";
import { batchImages, summarizeBatch } from "../src/batch/batch-images.ts";
import type { BatchSummary } from "../src/batch/batch-images.ts";
import type { BatchSource } from "../src/batch/batch-source.ts";
import { enqueueBatch } from "../src/batch/enqueue-batch.ts";
import type { EnqueueBatchOptions, EnqueueCounts } from "../src/batch/enqueue-batch.ts";
import { parseTask } from "../src/batch/parse-task.ts";
import type { Engine, PictureJob } from "../src/engine/picture-job.ts";
import { queueEngine } from "../src/queue/queue-engine.ts";
import type { QueueEngine } from "../src/queue/queue-engine.ts";
import { queueWorker } from "../src/queue/queue-worker.ts";
import { openStorage } from "../src/storage/storage.ts";
import type { FileStorage } from "../src/storage/storage.ts";
import { NO_REDIS, startRedis } from "./redis.ts";
import type { OwnRedis } from "./redis.ts";

/** A queue for the batches of a test file. */
export interface OwnBatches {
  /** A temporary folder. */
  readonly top: string;
  readonly redis: OwnRedis;
  readonly commands: Redis;
  readonly storage: FileStorage;
  readonly engine: QueueEngine;
  newBook(): BatchBook;
  /** Creates a folder of files, given by path. */
  folderOf(files: Readonly<Record<string, string>>): Promise<string>;
  enqueue(source: BatchSource, book: BatchBook, more?: Partial<EnqueueBatchOptions>): Promise<EnqueueCounts>;
  /**
   * Starts a worker that returns its images unchanged, unless `answer` throws. It stops when the test ends.
   */
  work(answer?: (text: string) => void): void;
  workWith(engine: Pick<Engine, "run">, files?: FileStorage): void;
  /** The summary of a batch, when all of its images are finished. */
  settled(book: BatchBook): Promise<BatchSummary>;
}

let distinct = 0;

/** Images that differ from those of all other tests. */
export function distinctFiles(paths: readonly string[]): Record<string, string> {
  return Object.fromEntries(paths.map((path) => [path, distinctText(path)]));
}

export function distinctText(text: string): string {
  return `${text} ${distinct++}`;
}

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** To be called once per file; its tests share the queue. Without Redis, there are only folders. */
export function ownBatches(): OwnBatches {
  const own: { -readonly [Name in "top" | "redis" | "commands" | "storage" | "engine"]?: OwnBatches[Name] } =
    {};
  const workers: { close(): Promise<void> }[] = [];
  beforeAll(async () => {
    own.top = await mkdtemp(join(tmpdir(), "genericdp-batch-"));
    if (NO_REDIS !== undefined) return;
    own.redis = await startRedis();
    own.commands = new Redis(own.redis.url);
    own.storage = openStorage(join(own.redis.folder, "files"));
    own.engine = queueEngine({ redis: own.redis.url, storage: own.storage, attempts: 1 });
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.close()));
  });
  afterAll(async () => {
    await own.engine?.close();
    own.commands?.disconnect();
    await own.redis?.stop();
    await rm(own.top!, { recursive: true });
  });
  const workWith = ({ run }: Pick<Engine, "run">, files = own.storage!): void => {
    const options = { redis: own.redis!.url, storage: files, engine: { run }, concurrency: 2 };
    workers.push(queueWorker({ ...options, lockDuration: 2000 }));
  };
  return {
    get top() {
      return own.top!;
    },
    get redis() {
      return own.redis!;
    },
    get commands() {
      return own.commands!;
    },
    get storage() {
      return own.storage!;
    },
    get engine() {
      return own.engine!;
    },
    newBook: () => openBook(own.commands!, distinctText("batch")),
    folderOf: async (files) => {
      const folder = await mkdtemp(join(own.top!, "photos-"));
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), text);
      }
      return folder;
    },
    enqueue: (source, book, more = {}) => {
      const task = parseTask("denoise?noiseLevel=5");
      const limits = { maxBytes: 1e6, maxPixels: 1e6, maxWaiting: 1e6 };
      return enqueueBatch({ source, book, engine: own.engine!, task, ...limits, ...more });
    },
    workWith,
    work: (answer = () => undefined) => {
      const run = async ({ image, format = "png" }: PictureJob) => {
        answer(new TextDecoder().decode(image));
        return { bytes: image, format, width: 2, height: 1, channels: 1, noiseLevel: 5 } as const;
      };
      workWith({ run });
    },
    settled: (book) =>
      vi.waitFor(
        async () => {
          const summary = await summarizeBatch(batchImages(book, own.engine!));
          expect([summary.waiting, summary.active]).toEqual([0, 0]);
          return summary;
        },
        { timeout: 30_000, interval: 50 },
      ),
  };
}
