/*
 * pnpm --filter @genericdp/server lag [MEGABYTES]: the longest time that a server's event loop is blocked
 * while it receives and sends large files, compared with a small one. Measured in wall-clock time, next to an
 * idle server, and in its own processor time, which other programs do not affect.
 */
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import sharp from "sharp";
import { queueWorker } from "../src/queue/queue-worker.ts";
import { openStorage } from "../src/storage/storage.ts";
import { startBucket } from "./own-bucket.ts";
import { form } from "./running-app.ts";
import { startRedis } from "./redis.ts";
import { observe, startObserved } from "./server-process.ts";
import type { ServerProcess } from "./server-process.ts";
import type { Observation } from "./server-probe.ts";

const [megabytes = 60] = process.argv.slice(2).map(Number);
const REQUESTS = 3;
const LIMITS = ["--max-megabytes", "500", "--max-megapixels", "500", "--timeout", "600"];
const FACTS = { width: 1, height: 1, channels: 1, noiseLevel: 1 } as const;
const start = (...args: string[]): ServerProcess =>
  startObserved("--port", "0", "--workers", "1", "--log-level", "silent", ...LIMITS, ...args);

const file = new Uint8Array(megabytes * 1e6).fill(7);
/** Noise, so that results are as large as possible. */
async function noise(): Promise<Uint8Array<ArrayBuffer>> {
  const side = Math.round(Math.sqrt(file.length));
  const levels = new Uint8Array(side * side);
  for (let at = 0; at < levels.length; at += 65536) crypto.getRandomValues(levels.subarray(at, at + 65536));
  const image = sharp(levels, { raw: { width: side, height: side, channels: 1 } });
  return new Uint8Array(await image.toColourspace("b-w").tiff({ compression: "none" }).toBuffer());
}

const idle = start();
async function measure(name: string, server: ServerProcess, work: () => Promise<void>): Promise<void> {
  await Promise.all([observe(server), observe(idle)]);
  await work();
  await pause(20);
  const [busy, beside] = [await observe(server), await observe(idle)];
  const text = ({ clock, processor }: Observation): string =>
    `${clock.toFixed(0)} ms by the clock, ${processor.toFixed(0)} ms of its own`;
  console.log(`${name}: ${text(busy)}; idle: ${text(beside)}`);
}

async function send(url: string, body: BodyInit, status: number): Promise<Uint8Array> {
  const headers = body instanceof FormData ? {} : { "content-type": "application/octet-stream" };
  const response = await fetch(url, { method: "POST", body, headers });
  const bytes = await response.bytes();
  if (response.status !== status) throw new Error(`${response.status}: ${Buffer.from(bytes).toString()}`);
  return bytes;
}
async function times(count: number, work: () => Promise<unknown>): Promise<void> {
  for (let i = 0; i < count; i++) await work();
}

let distinct = 0;
const own = start();
const url = await own.url();
await idle.url();
const large = await noise();
await send(`${url}/v1/denoise`, file.subarray(0, 1000), 415);
await measure(`${megabytes} MB as a body`, own, () =>
  times(REQUESTS, () => send(`${url}/v1/denoise`, file, 415)),
);
await measure(`${megabytes} MB as a form`, own, () =>
  times(REQUESTS, () => send(`${url}/v1/denoise`, form({ image: file }), 415)),
);
await measure(`an image of ${megabytes} megapixels there and back`, own, () =>
  times(1, () => send(`${url}/v1/denoise?model=gray-tiny&noiseLevel=15&format=tiff`, large, 200)),
);
own.program.kill();

const redis = await startRedis();
const bucket = await startBucket();
Object.assign(process.env, bucket.env);
for (const [name, place] of [
  ["a folder", join(redis.folder, "files")],
  ["a bucket", bucket.address],
] as const) {
  const server = start("--queue", redis.url, "--storage", place);
  const base = await server.url();
  // A worker that returns the image unchanged.
  const worker = queueWorker({
    redis: redis.url,
    storage: openStorage(place),
    concurrency: 1,
    engine: {
      run: async ({ image: bytes }) => ({ bytes, format: "npy", ...FACTS }),
    },
  });
  const links: string[] = [];
  const enqueue = async (image: Uint8Array<ArrayBuffer>): Promise<void> => {
    const query = `noiseLevel=${++distinct}`;
    const answer = await send(`${base}/v1/jobs/denoise?${query}`, image, 202);
    links.push((JSON.parse(Buffer.from(answer).toString()) as { links: { result: string } }).links.result);
  };
  const fetchNext = async (): Promise<void> => {
    for (let status = 409; status !== 200;) {
      const response = await fetch(base + links[0]!);
      await response.arrayBuffer();
      ({ status } = response);
      if (status !== 200 && status !== 409) throw new Error(`expected a result, got ${status}`);
      await pause(50);
    }
    links.shift();
  };
  await enqueue(file.subarray(0, 1000));
  await fetchNext();
  await measure(`${megabytes} MB to the queue and ${name}`, server, () =>
    times(REQUESTS, () => enqueue(file)),
  );
  await measure(`${megabytes} MB from ${name}`, server, () => times(REQUESTS, fetchNext));
  await worker.close();
  server.program.kill();
}
idle.program.kill();
bucket.close();
await redis.stop();
