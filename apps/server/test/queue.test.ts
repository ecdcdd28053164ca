import { EventEmitter, once } from "node:events";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { embeddedEngine } from "../src/engine/embedded-engine.ts";
import type { Engine } from "../src/engine/picture-job.ts";
import { queueEngine } from "../src/queue/queue-engine.ts";
import type { PictureState } from "../src/queue/queue-engine.ts";
import { echo, newFile, queuedService } from "./queued-service.ts";
import type { QueuedService, ToldJob } from "./queued-service.ts";
import { form, listening, picture } from "./running-app.ts";
import { NO_REDIS } from "./redis.ts";

let service: QueuedService;
beforeAll(async () => {
  if (NO_REDIS === undefined) service = await queuedService();
});
afterEach(() => service?.stopWork());
afterAll(() => service?.close());

describe("a picture in the queue", () => {
  it("has the same result as without a queue, bit for bit, also when it is sent again", async (test) => {
    test.skip(NO_REDIS !== undefined, NO_REDIS);
    const threads: Engine = embeddedEngine({ workers: 1 });
    service.work(threads.run);
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
    const waited = await service.post("inpaint", form(parts));
    expect(new Uint8Array(await waited.arrayBuffer())).toEqual(new Uint8Array(bytes!));
    const { state, links } = await service.enqueue("inpaint", form(parts));
    // Identical content is the same job, which is done.
    expect(state).toBe("completed");
    const fetched = await fetch(service.url + links["result"]);
    expect(fetched.headers.get("content-type")).toBe("application/x-npy");
    expect(new Uint8Array(await fetched.arrayBuffer())).toEqual(new Uint8Array(bytes!));
    const estimate = await service.post("estimate", image);
    const direct = await threads.run({ task: "estimate", image, options: {}, maxPixels: 5e7 });
    expect(await estimate.json()).toMatchObject({ noiseLevel: direct.noiseLevel, width: 40 });
    await threads.close();
  });

  it("is restored once, however often and with whatever order of options it is sent", async (test) => {
    test.skip(NO_REDIS !== undefined, NO_REDIS);
    const [image, other] = [newFile(), newFile()];
    const sent = [
      await service.post("jobs/denoise?noiseLevel=5&strength=2", image),
      await service.post("jobs/denoise?strength=2&noiseLevel=5", image),
      await service.post("jobs/denoise?strength=2&noiseLevel=6", image),
      await service.post("jobs/denoise?strength=2&noiseLevel=5", other),
    ];
    expect(sent.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    const [a, b, c, d] = await Promise.all(sent.map((response) => response.json() as Promise<ToldJob>));
    expect(b!.id).toBe(a!.id);
    expect(new Set([a!.id, c!.id, d!.id]).size).toBe(3);
    let runs = 0;
    service.work(async (job) => {
      runs++;
      return echo(job);
    });
    for (const one of [a, c, d]) expect((await service.last(one!)).state).toBe("completed");
    await service.post("denoise?noiseLevel=5&strength=2", image);
    expect(runs).toBe(3);
  });

  it("reports its state as events, up to the last", async (test) => {
    test.skip(NO_REDIS !== undefined, NO_REDIS);
    const sent = await service.enqueue("denoise", newFile());
    expect((await fetch(service.url + sent.links["result"])).status).toBe(409);
    const told = new EventEmitter();
    const states: PictureState[] = [];
    for await (const state of service.events(sent)) {
      states.push(state);
      if (states.length === 1) {
        service.work(async (job, { onProgress }) => {
          const half = once(told, "half");
          onProgress?.(0.5);
          await half;
          return echo(job);
        });
      }
      if (state.progress === 0.5) told.emit("half");
    }
    expect(states[0]).toMatchObject({ id: sent.id, state: "waiting", progress: 0 });
    expect(states.map(({ progress }) => progress)).toContain(0.5);
    expect(states.at(-1)).toMatchObject({ state: "completed", progress: 1, result: { width: 2 } });
  });
});

it("reports jobs and returns their results, however busy it is", async (test) => {
  test.skip(NO_REDIS !== undefined, NO_REDIS);
  const sent = await service.enqueue("denoise", newFile());
  // It accepts only that one, and has no memory for a single image.
  const { redis, storage } = service;
  const engine = queueEngine({ redis: redis.url, storage, maxQueue: 1 });
  await engine.ready();
  const { app, url } = await listening({ engine, maxHeld: 1 });
  const watching = await Promise.all([1, 2, 3].map(() => fetch(url + sent.links["events"])));
  expect(watching.map(({ status }) => status)).toEqual([200, 200, 200]);
  const body = newFile();
  const headers = { "content-type": "image/png" };
  expect((await fetch(`${url}/v1/jobs/denoise`, { method: "POST", headers, body })).status).toBe(429);
  expect(await (await fetch(url + sent.links["self"])).json()).toMatchObject({ state: "waiting" });
  service.work(echo);
  for (const events of watching) expect(await events.text()).toContain("event: completed");
  expect((await fetch(url + sent.links["result"])).status).toBe(200);
  await app.close();
  await engine.close();
});

it("looks up jobs only by id", async (test) => {
  test.skip(NO_REDIS !== undefined, NO_REDIS);
  expect((await fetch(`${service.url}/v1/jobs/${"0".repeat(64)}`)).status).toBe(404);
  for (const bad of ["1", "..%2f..%2fetc%2fpasswd", `${"0".repeat(64)}/../x`]) {
    expect([400, 404]).toContain((await fetch(`${service.url}/v1/jobs/${bad}`)).status);
  }
});
