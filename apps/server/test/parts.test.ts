import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { digest } from "../src/bytes.ts";
import { embeddedEngine } from "../src/engine/embedded-engine.ts";
import { Refusal } from "../src/engine/picture-job.ts";
import type { PictureJob, PictureResult } from "../src/engine/picture-job.ts";
import { queueEngine } from "../src/queue/queue-engine.ts";
import type { QueueEngine } from "../src/queue/queue-engine.ts";
import { queueWorker } from "../src/queue/queue-worker.ts";
import type { QueueWorkerOptions } from "../src/queue/queue-worker.ts";
import { openStorage } from "../src/storage/storage.ts";
import type { FileStorage } from "../src/storage/storage.ts";
import { NO_REDIS, startRedis } from "./redis.ts";
import type { OwnRedis } from "./redis.ts";
import { picture } from "./running-app.ts";

const threads = embeddedEngine({ workers: 1 });
let redis: OwnRedis;
let storage: FileStorage;
let engine: QueueEngine;
beforeAll(async () => {
  if (NO_REDIS !== undefined) return;
  redis = await startRedis();
  storage = openStorage(join(redis.folder, "files"));
  engine = queueEngine({ redis: redis.url, storage, attempts: 2 });
});
afterAll(async () => {
  await engine?.close();
  await redis?.stop();
  await threads.close();
});

/** A result in a form with short differences. */
function short({ bytes, ...facts }: PictureResult): object {
  return { ...facts, bytes: digest(bytes!) };
}

const [WIDTH, HEIGHT] = [40, 50];
/** Starts a worker that divides such a picture into about five parts. */
function work(run: QueueWorkerOptions["engine"]["run"]): void {
  const options = { redis: redis.url, storage, engine: { run }, concurrency: 2, lockDuration: 2000 };
  workers.push(queueWorker({ ...options, partPixels: 400 }));
}
const workers: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.close()));
});
const jobOf = async (options: PictureJob["options"], format?: "jpeg" | "npy"): Promise<PictureJob> => ({
  task: "denoise",
  image: await picture(WIDTH, HEIGHT),
  options,
  maxPixels: 1e6,
  ...(format && { format }),
});

describe("a large picture", () => {
  it("is restored in parts, bit for bit as in one piece, and each part once", async (test) => {
    test.skip(NO_REDIS !== undefined, NO_REDIS);
    const parts: (number | "whole")[] = [];
    work(async (job, options) => {
      if (job.parts === undefined) parts.push(job.part?.index ?? "whole");
      return threads.run(job, options);
    });
    for (const job of [await jobOf({ noiseLevel: 15 }, "npy"), await jobOf({}, "jpeg")]) {
      parts.length = 0;
      expect(short(await engine.run(job))).toEqual(short(await threads.run(job)));
      expect(parts.toSorted()).toEqual([0, 1, 2, 3, 4]);
      // Finished parts are not restored again.
      await engine.run(job);
      expect(parts).toHaveLength(5);
    }
    for (const job of [
      { ...(await jobOf({ noiseLevel: 15, selfEnsemble: true })), format: "npy" as const },
      { ...(await jobOf({ noiseLevel: 15 })), image: await picture(20, 20) },
    ]) {
      parts.length = 0;
      expect(short(await engine.run(job))).toEqual(short(await threads.run(job)));
      expect(parts).toEqual(["whole"]);
    }
  });

  it("fails with the reason of a failed part, and can be sent again", async (test) => {
    test.skip(NO_REDIS !== undefined, NO_REDIS);
    let faulty = true;
    work(async (job, options) => {
      if (job.part?.index === 3 && faulty) throw new Error("the disk is full");
      return threads.run(job, options);
    });
    const job = await jobOf({ noiseLevel: 9 }, "npy");
    await expect(engine.run(job)).rejects.toThrow("the disk is full");
    faulty = false;
    expect(short(await engine.run(job))).toEqual(short(await threads.run(job)));
  });

  it("is rejected if its parts are rejected", async (test) => {
    test.skip(NO_REDIS !== undefined, NO_REDIS);
    work(threads.run);
    const job = await jobOf({ noiseLevel: 200 });
    await expect(engine.run(job)).rejects.toThrow(Refusal);
    await expect(engine.run(job)).rejects.toThrow("expected noiseLevel");
  });
});

it("a temporarily full disk loses nothing and leaves no partial result", async (test) => {
  test.skip(NO_REDIS !== undefined, NO_REDIS);
  let full = 1;
  const tight: FileStorage = {
    ...storage,
    put: async (key, bytes) => {
      if (full-- > 0) throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
      await storage.put(key, bytes);
    },
  };
  const options = { redis: redis.url, storage: tight, engine: threads, concurrency: 1, lockDuration: 2000 };
  workers.push(queueWorker(options));
  const job = { ...(await jobOf({ noiseLevel: 11 }, "npy")), image: await picture(20, 24) };
  const { id } = await engine.enqueue(job);
  for await (const state of engine.watch(id, new AbortController().signal)) {
    if (state.state === "waiting" && state.attempts > 0) expect(await engine.result(id)).toBe(undefined);
    if (state.state === "completed") expect(state.attempts).toBe(2);
  }
  expect(new Uint8Array((await engine.result(id))!)).toEqual(new Uint8Array((await threads.run(job)).bytes!));
});
