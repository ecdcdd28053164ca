/*
 * pnpm --filter @genericdp/server long-batch [IMAGES]: queues a bucket of images twice and counts them, and
 * measures the memory. There are no workers; the bucket and the storage are simulated.
 */
import { Redis } from "ioredis";
import { openBook } from "../src/batch/batch-book.ts";
import { queueEngine } from "../src/queue/queue-engine.ts";
import { goThrough } from "./batch-memory.ts";
import { startRedis } from "./redis.ts";

const [images = 1_000_000] = process.argv.slice(2).map(Number);
const storage = {
  put: async () => undefined,
  get: async () => undefined,
  has: async () => false,
};
const redis = await startRedis({ durable: false });
const commands = new Redis(redis.url);
const engine = queueEngine({ redis: redis.url, storage });
const redisMegabytes = async (): Promise<number> =>
  Number(/used_memory:(\d+)/.exec(await commands.info("memory"))?.[1]) / 1e6;
const empty = await redisMegabytes();
const passages = await goThrough({ images, book: openBook(commands, "all"), engine });
for (const { what, seconds, live, residentMegabytes, counts } of passages) {
  const perSecond = Math.round(images / seconds);
  console.log(what, counts, { seconds, perSecond, residentMegabytes });
  console.log("  live MB:", live.map((megabytes) => megabytes.toFixed(2)).join(" "));
}
console.log("Redis, kB per image", (1000 * ((await redisMegabytes()) - empty)) / images);
await engine.close();
commands.disconnect();
await redis.stop();
