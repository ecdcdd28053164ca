import { Worker } from "node:worker_threads";
import { writeModel } from "@genericdp/model";
import { describe, expect, it } from "vitest";
import { restorer } from "../../src/index.ts";
import { WorkerLostError, workerRestorer } from "../../src/worker.ts";
import { noisyPicture, toRgba } from "../pictures.ts";
import { smallModel } from "../small-model.ts";
import { localWorker, muteWorker } from "./workers.ts";
import type { MuteWorker } from "./workers.ts";

const gray = noisyPicture(20, 16, 1, 20);

describe("the image of a call", () => {
  it("remains the caller's and may be changed immediately, even if the job is waiting", async () => {
    const session = workerRestorer({ worker: localWorker });
    const mine = { ...gray, data: gray.data.slice() };
    const known = new Uint8Array(320).fill(1);
    const jobs = [session.denoise(mine, { noiseLevel: 9 }), session.inpaint(mine, { known, iterations: 1 })];
    mine.data.fill(0);
    known.fill(0);
    const direct = restorer({ inline: true, model: smallModel() });
    const [clean, whole] = await Promise.all(jobs);
    expect(clean).toEqual(await direct.denoise(gray, { noiseLevel: 9 }));
    const all = new Uint8Array(320).fill(1);
    expect(whole).toEqual(await direct.inpaint(gray, { known: all, iterations: 1 }));
    expect(mine.data).toHaveLength(320);
    direct.dispose();
    session.dispose();
  });

  it("is detached immediately if it is transferred, including alpha", async () => {
    const session = workerRestorer({ worker: localWorker });
    const mine = { ...gray, data: gray.data.slice(), alpha: gray.data.slice().fill(200) };
    const rgba = { data: toRgba(gray), width: 20, height: 16 };
    const jobs = [
      session.denoise(mine, { noiseLevel: 9, transfer: true }),
      session.denoise(rgba, { noiseLevel: 9, transfer: true }),
    ];
    expect([mine.data.length, mine.alpha.length, rgba.data.length]).toEqual([0, 0, 0]);
    const direct = restorer({ inline: true, model: smallModel() });
    const [clean, bytes] = await Promise.all(jobs);
    expect(clean!.data).toEqual((await direct.denoise(gray, { noiseLevel: 9 })).data);
    const again = { data: toRgba(gray), width: 20, height: 16 };
    expect(bytes).toEqual(await direct.denoise(again, { noiseLevel: 9 }));
    direct.dispose();
    session.dispose();
  });

  it("may be part of a larger buffer", async () => {
    const session = workerRestorer({ worker: localWorker });
    const large = new Float32Array(400);
    large.set(gray.data, 50);
    const direct = restorer({ inline: true, model: smallModel() });
    const part = { ...gray, data: large.subarray(50, 370) };
    expect(await session.denoise(part, { noiseLevel: 9 })).toEqual(
      await direct.denoise(gray, { noiseLevel: 9 }),
    );
    direct.dispose();
    session.dispose();
  });
});

describe("a worker that does not answer", () => {
  it("receives one job at a time, and none that was aborted while waiting", async () => {
    const worker = muteWorker();
    const session = workerRestorer({ worker: () => worker });
    const controller = new AbortController();
    const first = session.denoise(gray, { noiseLevel: 1 });
    const second = session.denoise(gray, { noiseLevel: 2, signal: controller.signal });
    const third = session.upscale(gray, { scale: 2 });
    expect(worker.heard.map(({ type }) => type)).toEqual(["open"]);
    worker.ready();
    expect(worker.heard.map(({ type }) => type)).toEqual(["open", "run"]);
    controller.abort();
    await expect(second).rejects.toThrow(controller.signal.reason as Error);
    worker.say({ type: "done", id: worker.heard[1]!.id, result: gray });
    await first;
    expect(worker.heard.map(({ type, work }) => work?.task ?? type)).toEqual(["open", "denoise", "upscale"]);
    session.dispose();
    await expect(third).rejects.toThrow(/disposed before/);
  });

  it("is terminated after its job was aborted, and the next job gets a new worker", async () => {
    const workers: MuteWorker[] = [];
    const session = workerRestorer({
      worker: () => {
        workers.push(muteWorker());
        return workers.at(-1)!;
      },
    });
    const controller = new AbortController();
    const aborted = session.denoise(gray, { noiseLevel: 9, signal: controller.signal });
    const next = session.denoise(gray, { noiseLevel: 9 });
    workers[0]!.ready();
    controller.abort();
    await expect(aborted).rejects.toThrow(controller.signal.reason as Error);
    await expect.poll(() => workers.length).toBe(2);
    expect(workers[0]!.ended()).toBe(true);
    workers[1]!.ready();
    expect(workers[1]!.heard.map(({ type }) => type)).toEqual(["open", "run"]);
    // Messages of the first worker no longer concern the second job.
    workers[0]!.say({ type: "done", id: workers[1]!.heard[1]!.id, result: { ...gray, width: 1 } });
    workers[1]!.say({ type: "done", id: workers[1]!.heard[1]!.id, result: gray });
    expect(await next).toEqual(gray);
    session.dispose();
  });

  it("is waited for if it cannot be terminated", async () => {
    const worker = muteWorker({ mayEnd: false });
    const session = workerRestorer({ worker: () => worker });
    const controller = new AbortController();
    const aborted = session.denoise(gray, { noiseLevel: 9, signal: controller.signal });
    const next = session.denoise(gray, { noiseLevel: 9 });
    worker.ready();
    controller.abort();
    await expect(aborted).rejects.toThrow(controller.signal.reason as Error);
    const [, first] = worker.heard;
    expect(worker.heard.map(({ type }) => type)).toEqual(["open", "run", "abort"]);
    worker.say({ type: "failed", id: first!.id, error: { name: "AbortError", message: "" } });
    worker.say({ type: "done", id: worker.heard[3]!.id, result: gray });
    expect(await next).toEqual(gray);
    session.dispose();
  });

  it("is not started if the signal is already aborted", async () => {
    const session = workerRestorer({ worker: () => expect.unreachable() });
    const signal = AbortSignal.abort(new Error("too late"));
    await expect(session.denoise(gray, { signal })).rejects.toThrow("too late");
    await expect(session.estimateNoiseLevel(gray, { signal })).rejects.toThrow("too late");
    await expect(session.start({ signal })).rejects.toThrow("too late");
  });
});

describe("a worker that crashes", () => {
  it("loses only its own job", async () => {
    const broken = muteWorker();
    const workers = [broken, localWorker()];
    const session = workerRestorer({ worker: () => workers.shift()! });
    const lost = session.denoise(gray, { noiseLevel: 9 });
    const next = session.denoise(gray, { noiseLevel: 9 });
    broken.ready();
    broken.fail({ message: "out of memory" });
    await expect(lost).rejects.toThrow(WorkerLostError);
    await expect(lost).rejects.toThrow("out of memory");
    expect(broken.ended()).toBe(true);
    expect((await next).data).toHaveLength(320);
    session.dispose();
  });

  it("or cannot be created: each job reports the reason", async () => {
    const worker = (): never => {
      throw new Error("no threads here");
    };
    const session = workerRestorer({ worker });
    for (let i = 0; i < 2; i++) {
      const lost = session.denoise(gray, { noiseLevel: 9 });
      await expect(lost).rejects.toThrow(WorkerLostError);
      await expect(lost).rejects.toThrow("no threads here");
    }
  });

  it("or a thread that ends or never starts: each job reports the reason", async () => {
    for (const source of ["process.exit(3)", "throw new Error('broken')"]) {
      const session = workerRestorer({ worker: () => new Worker(source, { eval: true }) });
      const lost = session.denoise(gray, { noiseLevel: 9 });
      await expect(lost).rejects.toThrow(WorkerLostError);
      await expect(lost).rejects.toThrow(/ended with code 3|broken/);
      session.dispose();
    }
  });
});

describe("the model", () => {
  it("may be a value or bytes; an invalid one makes the jobs fail", async () => {
    const model = smallModel();
    const sessions = [model, writeModel(model)].map((given) =>
      workerRestorer({ worker: localWorker, model: given }),
    );
    const [a, b] = await Promise.all(sessions.map((session) => session.denoise(gray, { noiseLevel: 9 })));
    expect(b!.data).toHaveLength(a!.data.length);
    const broken = workerRestorer({ worker: localWorker, model: new Uint8Array(9) });
    await expect(broken.denoise(gray, { noiseLevel: 9 })).rejects.toMatchObject({ name: "ModelFormatError" });
    await expect(broken.start()).rejects.toMatchObject({ name: "ModelFormatError" });
    for (const session of [...sessions, broken]) session.dispose();
  });
});

it("rejects calls after dispose()", async () => {
  const session = workerRestorer({ worker: localWorker });
  await session.start();
  session.dispose();
  await expect(session.denoise(gray)).rejects.toThrow(/after dispose/);
});
