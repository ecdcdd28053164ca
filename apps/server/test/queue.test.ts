import { EventEmitter, once } from "node:events";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { embeddedEngine } from "../src/engine/embedded-engine.ts";
import { Refusal } from "../src/engine/picture-job.ts";
import type { Engine, PictureJob, PictureResult, RunOptions } from "../src/engine/picture-job.ts";
import { queueEngine } from "../src/queue/queue-engine.ts";
import type { PictureState, QueueEngine } from "../src/queue/queue-engine.ts";
import { queueWorker } from "../src/queue/queue-worker.ts";
import { openStorage } from "../src/storage/storage.ts";
import type { FileStorage } from "../src/storage/storage.ts";
import { form, listening, picture } from "./running-app.ts";
import { NO_REDIS, startRedis } from "./redis.ts";
import type { OwnRedis } from "./redis.ts";

let redis: OwnRedis;
let storage: FileStorage;
let engine: QueueEngine;
let app: FastifyInstance;
let url: string;
beforeAll(async () => {
  if (NO_REDIS !== undefined) return;
  redis = await startRedis();
  storage = openStorage(join(redis.folder, "files"));
  engine = queueEngine({ redis: redis.url, storage, attempts: 2 });
  ({ app, url } = await listening({ engine }));
});
afterAll(async () => {
  await app?.close();
  await engine?.close();
  await redis?.stop();
});

/** Listens to the queue with an engine of the test's. */
function listen(
  run: (job: PictureJob, options: RunOptions) => Promise<PictureResult>,
  files: FileStorage = storage,
): void {
  const worker = queueWorker({
    redis: redis.url,
    storage: files,
    engine: { run },
    concurrency: 1,
    lockDuration: 2000,
  });
  workers.push(worker);
}
const workers: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.close()));
});
const echo = async ({ image, format = "png" }: PictureJob): Promise<PictureResult> => ({
  bytes: image,
  format,
  width: 2,
  height: 1,
  channels: 1,
  noiseLevel: 5,
});
const post = (path: string, body: BodyInit): Promise<Response> =>
  fetch(`${url}/v1/${path}`, {
    method: "POST",
    body,
    ...(typeof body === "object" &&
      body instanceof Uint8Array && { headers: { "content-type": "image/png" } }),
  });
const stateOf = async (response: Response): Promise<PictureState & { links: Record<string, string> }> =>
  response.json() as never;
let distinct = 0;
const file = (): Uint8Array<ArrayBuffer> => new TextEncoder().encode(`picture ${distinct++} ${Date.now()}`);

describe("a picture in the queue", () => {
  it("is what it is without a queue, bit for bit, now and when one comes again", async (test) => {
    test.skip(NO_REDIS !== undefined, NO_REDIS);
    const threads: Engine = embeddedEngine({ workers: 1 });
    listen(threads.run);
    const image = await picture(40, 36);
    const mask = await picture(40, 36, { channels: 1 });
    const parts = { image, mask, iterations: "2", format: "npy" };
    const options = { iterations: 2 };
    const { bytes } = await threads.run({
      task: "inpaint",
      image,
      mask,
      options,
      format: "npy",
      maxPixels: 5e7,
    });
    const waited = await post("inpaint", form(parts));
    expect(new Uint8Array(await waited.arrayBuffer())).toEqual(new Uint8Array(bytes!));
    const { state, links } = await stateOf(await post("jobs/inpaint", form(parts)));
    // The same contents are the same job, which is done.
    expect(state).toBe("completed");
    const fetched = await fetch(url + links["result"]);
    expect(fetched.headers.get("content-type")).toBe("application/x-npy");
    expect(new Uint8Array(await fetched.arrayBuffer())).toEqual(new Uint8Array(bytes!));
    const estimate = await post("estimate", image);
    const direct = await threads.run({ task: "estimate", image, options: {}, maxPixels: 5e7 });
    expect(await estimate.json()).toMatchObject({ noiseLevel: direct.noiseLevel, width: 40 });
    await threads.close();
  });

  it("is done once, however often and in whatever order of options it is sent", async (test) => {
    test.skip(NO_REDIS !== undefined, NO_REDIS);
    const [image, other] = [file(), file()];
    const sent = [
      await post("jobs/denoise?noiseLevel=5&strength=2", image),
      await post("jobs/denoise?strength=2&noiseLevel=5", image),
      await post("jobs/denoise?strength=2&noiseLevel=6", image),
      await post("jobs/denoise?strength=2&noiseLevel=5", other),
    ];
    expect(sent.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    const [a, b, c, d] = await Promise.all(sent.map(stateOf));
    expect(b!.id).toBe(a!.id);
    expect(new Set([a!.id, c!.id, d!.id]).size).toBe(3);
    let runs = 0;
    listen(async (job) => {
      runs++;
      return echo(job);
    });
    for (const one of [a, c, d]) expect((await last(one!.links["events"]!)).state).toBe("completed");
    await post("denoise?noiseLevel=5&strength=2", image);
    expect(runs).toBe(3);
  });

  it("tells how it stands, as events to the last", async (test) => {
    test.skip(NO_REDIS !== undefined, NO_REDIS);
    const { links, id } = await stateOf(await post("jobs/denoise", file()));
    expect((await fetch(url + links["result"])).status).toBe(409);
    const told = new EventEmitter();
    const states: PictureState[] = [];
    for await (const state of eventsOf(links["events"]!)) {
      states.push(state);
      if (states.length === 1) {
        listen(async (job, { onProgress }) => {
          const half = once(told, "half");
          onProgress?.(0.5);
          await half;
          return echo(job);
        });
      }
      if (state.progress === 0.5) told.emit("half");
    }
    expect(states[0]).toMatchObject({ id, state: "waiting", progress: 0 });
    expect(states.map(({ progress }) => progress)).toContain(0.5);
    expect(states.at(-1)).toMatchObject({ state: "completed", progress: 1, result: { width: 2 } });
  });

  it("that is invalid is refused with the reason, without another attempt", async (test) => {
    test.skip(NO_REDIS !== undefined, NO_REDIS);
    let runs = 0;
    listen(async () => {
      runs++;
      throw new Refusal("image: it is a poem", 415);
    });
    const image = file();
    for (let i = 0; i < 2; i++) {
      const response = await post("denoise", image);
      expect([response.status, await response.json()]).toMatchObject([
        415,
        { detail: "image: it is a poem" },
      ]);
    }
    expect(runs).toBe(1);
    const { links, ...state } = await stateOf(await post("jobs/denoise", image));
    expect(state).toMatchObject({ state: "failed", reason: "415 image: it is a poem" });
    expect((await fetch(url + links["result"])).status).toBe(409);
  });

  it("whose worker fails is retried, then fails with the reason, and may be sent again", async (test) => {
    test.skip(NO_REDIS !== undefined, NO_REDIS);
    let runs = 0;
    let faults = 3;
    listen(async (job) => {
      runs++;
      if (faults-- > 0) throw new Error("the disk is full");
      return echo(job);
    });
    const image = file();
    const first = await stateOf(await post("jobs/denoise", image));
    expect(await last(first.links["events"]!)).toMatchObject({
      state: "failed",
      reason: "the disk is full",
      attempts: 2,
    });
    const again = await stateOf(await post("jobs/denoise", image));
    expect([again.id, again.state]).toEqual([first.id, "waiting"]);
    expect(await last(again.links["events"]!)).toMatchObject({ state: "completed" });
    expect(runs).toBe(4);
  });

  it("whose file is not whole yet is tried again", async (test) => {
    test.skip(NO_REDIS !== undefined, NO_REDIS);
    const image = file();
    const { links } = await stateOf(await post("jobs/denoise", image));
    const seen: number[] = [];
    const beingWritten: FileStorage = {
      ...storage,
      get: async (key) => {
        const bytes = await storage.get(key);
        return seen.push(bytes!.length) === 1 ? bytes!.slice(0, 3) : bytes;
      },
    };
    listen(echo, beingWritten);
    expect(await last(links["events"]!)).toMatchObject({ state: "completed", attempts: 2 });
    const result = await fetch(url + links["result"]);
    expect(new Uint8Array(await result.arrayBuffer())).toEqual(image);
    expect(seen).toHaveLength(2);
  });

  it("goes on where Redis is killed and comes back", async (test) => {
    test.skip(NO_REDIS !== undefined, NO_REDIS);
    const waiting = await Promise.all(Array.from({ length: 5 }, () => post("jobs/denoise", file())));
    const states = await Promise.all(waiting.map(stateOf));
    let runs = 0;
    listen(async (job) => {
      if (++runs === 3) await redis.restart();
      return echo(job);
    });
    for (const { links } of states) expect((await last(links["events"]!)).state).toBe("completed");
  });
});

it("asks for jobs by their ids only", async (test) => {
  test.skip(NO_REDIS !== undefined, NO_REDIS);
  expect((await fetch(`${url}/v1/jobs/${"0".repeat(64)}`)).status).toBe(404);
  for (const bad of ["1", "..%2f..%2fetc%2fpasswd", `${"0".repeat(64)}/../x`]) {
    expect([400, 404]).toContain((await fetch(`${url}/v1/jobs/${bad}`)).status);
  }
});

/** The states that the service tells, one after the other. */
async function* eventsOf(path: string): AsyncGenerator<PictureState> {
  const response = await fetch(url + path);
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  let text = "";
  for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
    text += part;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      yield JSON.parse(text.slice(text.indexOf("data: ") + 6, end)) as PictureState;
      text = text.slice(end + 2);
    }
  }
}

async function last(path: string): Promise<PictureState> {
  let state: PictureState | undefined;
  for await (const one of eventsOf(path)) state = one;
  return state!;
}
