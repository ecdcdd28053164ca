import { Redis } from "ioredis";
import { expect, it } from "vitest";
import { openBook } from "../src/batch/batch-book.ts";
import type { BatchBook, BookEntry } from "../src/batch/batch-book.ts";
import { queueEngine } from "../src/queue/queue-engine.ts";
import { goThrough } from "./batch-memory.ts";
import type { Passage } from "./batch-memory.ts";
import { NO_REDIS, startRedis } from "./redis.ts";

/** Bytes kept per image: the difference between the live memory of the last and the first eighths. */
function kept({ live }: Passage, images: number): number {
  const median = (from: number): number => live.slice(from, from + 3).toSorted((a, b) => a - b)[1]!;
  return ((median(5) - median(1)) * 1e6) / (images / 2);
}

/** A book and a queue that store nothing, so that only the memory of the iteration counts. */
function madeUp(images: number): { book: BatchBook; engine: Parameters<typeof goThrough>[0]["engine"] } {
  const entry = (i: number): BookEntry => ({ mark: `${i}`, id: `${i}` });
  return {
    book: {
      settings: async () => undefined,
      begin: async () => undefined,
      find: async (paths) => paths.map(() => undefined),
      write: async () => undefined,
      strike: async () => undefined,
      pages: async function* () {
        for (let at = 0; at < images; at += 1000) {
          yield Array.from({ length: 1000 }, (_, i) => [`photo ${at + i}.jpg`, entry(at + i)] as const);
        }
      },
      remove: async () => undefined,
    },
    engine: {
      enqueue: async () => ({ id: "1", task: "denoise", state: "waiting", progress: 0, attempts: 0 }),
      patient: async () => 0,
      state: async () => undefined,
      hasResult: async () => false,
    },
  };
}

it("iterates over a batch without keeping data of its images", async () => {
  const images = 80_000;
  const passages = await goThrough({ images, ...madeUp(images) });
  expect(passages.map(({ counts }) => counts)).toMatchObject([
    { queued: images },
    { queued: images },
    { images, lost: images },
  ]);
  // A path alone would take more.
  expect(Math.max(...passages.map((passage) => kept(passage, images)))).toBeLessThan(10);
});

it("queues a batch without keeping data of its images", async (test) => {
  test.skip(NO_REDIS !== undefined, NO_REDIS);
  const images = 2400;
  const redis = await startRedis({ durable: false });
  const commands = new Redis(redis.url);
  const storage = { put: async () => undefined, get: async () => undefined, has: async () => false };
  const engine = queueEngine({ redis: redis.url, storage });
  const passages = await goThrough({ images, book: openBook(commands, "all"), engine });
  expect(passages.map(({ counts }) => counts)).toMatchObject([
    { queued: images },
    { known: images },
    { images, waiting: images },
  ]);
  // A job alone would take 700.
  expect(Math.max(...passages.map((passage) => kept(passage, images)))).toBeLessThan(350);
  await engine.close();
  commands.disconnect();
  await redis.stop();
});
