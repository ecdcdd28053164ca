/*
 * pnpm --filter @genericdp/server long-batch [IMAGES]: a bucket of so many images, listed, put into the queue
 * and counted, with the memory that it takes. Without workers; the bucket and the storage are made up.
 */
import { Redis } from "ioredis";
import { openBook } from "../src/batch/batch-book.ts";
import { batchImages, summarizeBatch } from "../src/batch/batch-images.ts";
import type { BatchSource } from "../src/batch/batch-source.ts";
import { enqueueBatch } from "../src/batch/enqueue-batch.ts";
import { parseTask } from "../src/batch/parse-task.ts";
import { queueEngine } from "../src/queue/queue-engine.ts";
import { startRedis } from "./redis.ts";

const [images = 1_000_000] = process.argv.slice(2).map(Number);
const source: BatchSource = {
  list: async function* () {
    for (let i = 0; i < images; i++)
      yield { path: `album ${i >> 10}/photo ${i}.jpg`, bytes: 9, mark: `${i}` };
  },
  read: async (path) => new TextEncoder().encode(path),
};
const storage = {
  put: async () => undefined,
  get: async () => undefined,
  has: async () => false,
};
const redis = await startRedis({ durable: false });
const commands = new Redis(redis.url);
const engine = queueEngine({ redis: redis.url, storage });
const book = openBook(commands, "all");
let most = 0;
const watching = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 100);
const redisMegabytes = async (): Promise<number> =>
  Number(/used_memory:(\d+)/.exec(await commands.info("memory"))?.[1]) / 1e6;
const empty = await redisMegabytes();
const timed = async <T>(what: string, work: () => Promise<T>): Promise<void> => {
  const begun = performance.now();
  most = 0;
  const result = await work();
  const seconds = (performance.now() - begun) / 1000;
  console.log(what, { seconds, megabytes: most / 1e6, perSecond: images / seconds }, result);
};
await timed("list", async () => {
  let count = 0;
  for await (const _ of source.list()) count++;
  return count;
});
const options = { source, book, engine, task: parseTask("denoise"), maxPixels: 5e7, maxBytes: 1e6 };
const enqueue = () => enqueueBatch({ ...options, maxWaiting: Infinity });
await timed("enqueue", enqueue);
console.log("Redis, kB per image", (1000 * ((await redisMegabytes()) - empty)) / images);
await timed("enqueue again", enqueue);
await timed("status", () => summarizeBatch(batchImages(book, engine)));
clearInterval(watching);
await engine.close();
commands.disconnect();
await redis.stop();
