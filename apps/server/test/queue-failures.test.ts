import { ImageWriteError } from "@genericdp/image/node";
import { UnrecoverableError } from "bullmq";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Refusal } from "../src/engine/picture-job.ts";
import type { FileStorage } from "../src/storage/storage.ts";
import { echo, newFile, queuedService } from "./queued-service.ts";
import type { QueuedService } from "./queued-service.ts";
import { NO_REDIS } from "./redis.ts";

let service: QueuedService;
beforeAll(async () => {
  if (NO_REDIS === undefined) service = await queuedService();
});
afterEach(() => service?.stopWork());
afterAll(() => service?.close());

describe("a picture in the queue", () => {
  it("is rejected with the reason if invalid, without another attempt", async (test) => {
    test.skip(NO_REDIS !== undefined, NO_REDIS);
    let runs = 0;
    service.work(async () => {
      runs++;
      throw new Refusal("image: it is a poem", 415);
    });
    const image = newFile();
    for (let i = 0; i < 2; i++) {
      const response = await service.post("denoise", image);
      expect([response.status, await response.json()]).toMatchObject([
        415,
        { detail: "image: it is a poem" },
      ]);
    }
    expect(runs).toBe(1);
    const { links, ...state } = await service.enqueue("denoise", image);
    expect(state).toMatchObject({ state: "failed", reason: "415 image: it is a poem" });
    expect((await fetch(service.url + links["result"])).status).toBe(409);
  });

  it("is retried if its worker fails, then fails with the reason, and can be sent again", async (test) => {
    test.skip(NO_REDIS !== undefined, NO_REDIS);
    let runs = 0;
    let faults = 3;
    service.work(async (job) => {
      runs++;
      if (faults-- > 0) throw new Error("the disk is full");
      return echo(job);
    });
    const image = newFile();
    const first = await service.enqueue("denoise", image);
    expect(await service.last(first)).toMatchObject({ state: "failed", attempts: 2 });
    expect(await service.engine.state(first.id)).toMatchObject({ reason: "the disk is full" });
    const again = await service.enqueue("denoise", image);
    expect([again.id, again.state]).toEqual([first.id, "waiting"]);
    expect(await service.last(again)).toMatchObject({ state: "completed" });
    expect(runs).toBe(4);
  });

  it("is retried if its file is still incomplete", async (test) => {
    test.skip(NO_REDIS !== undefined, NO_REDIS);
    const image = newFile();
    const sent = await service.enqueue("denoise", image);
    const seen: number[] = [];
    const beingWritten: FileStorage = {
      ...service.storage,
      get: async (key) => {
        const bytes = await service.storage.get(key);
        return seen.push(bytes!.length) === 1 ? bytes!.slice(0, 3) : bytes;
      },
    };
    service.work(echo, beingWritten);
    expect(await service.last(sent)).toMatchObject({ state: "completed", attempts: 2 });
    const result = await fetch(service.url + sent.links["result"]);
    expect(new Uint8Array(await result.arrayBuffer())).toEqual(image);
    expect(seen).toHaveLength(2);
  });

  it("does not tell clients the reason of an internal failure", async (test) => {
    test.skip(NO_REDIS !== undefined, NO_REDIS);
    const place = "/srv/secret/photos";
    const alone = await queuedService({ attempts: 1 });
    const failing = (fault: unknown) => async () => {
      throw fault;
    };
    const faults: (readonly [fault: unknown, run: typeof echo, files?: FileStorage])[] = [
      new Error(`ENOENT: no such file or directory, open '${place}/in/1'`),
      new TypeError(`Cannot read properties of undefined (reading '${place}')`),
      new RangeError(`denoise: expected ${place}`),
      // A possible error of a storage; it is not a Refusal.
      new Error(`404 ${place}`),
      new Error(`422 Unprocessable\n${place}`),
      new ImageWriteError(`${place}/out/1`, "no space left", { code: "io" }),
      new UnrecoverableError(place),
      place,
    ].map((fault) => [fault, failing(fault)] as const);
    const error = new Error(`EACCES: permission denied, open '${place}'`);
    faults.push([error, echo, { ...alone.storage, get: failing(error) }]);
    faults.push([error, echo, { ...alone.storage, put: failing(error) }]);
    for (const [fault, run, files] of faults) {
      alone.work(run, files ?? alone.storage);
      const image = newFile();
      const job = await alone.enqueue("denoise", image);
      const told = [JSON.stringify(await alone.last(job))];
      for (const link of Object.values(job.links)) told.push(await (await fetch(alone.url + link)).text());
      const direct = await alone.post("denoise", image);
      told.push(await direct.text(), JSON.stringify(await alone.enqueue("denoise?strength=2", image)));
      expect([String(fault), direct.status]).toEqual([String(fault), 500]);
      for (const text of told) expect(text).not.toContain(place);
      expect(told[0]).toContain("internal error");
      // Operators see the reason.
      expect((await alone.engine.state(job.id))!.reason).toContain(place);
      expect(alone.complaints.splice(0).join("\n")).toContain(place);
      await alone.stopWork();
    }
    await alone.close();
  });

  it("continues when Redis is killed and comes back", async (test) => {
    test.skip(NO_REDIS !== undefined, NO_REDIS);
    const waiting = Array.from({ length: 5 }, () => service.enqueue("denoise", newFile()));
    const sent = await Promise.all(waiting);
    let runs = 0;
    service.work(async (job) => {
      if (++runs === 3) await service.redis.restart();
      return echo(job);
    });
    for (const job of sent) expect((await service.last(job)).state).toBe("completed");
  });
});
