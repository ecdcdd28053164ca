import { nextTask } from "@genericdp/core";
import { describe, expect, it } from "vitest";
import { QueueFullError, WorkerLostError, workerRestorer } from "../../src/worker.ts";
import { noisyPicture } from "../pictures.ts";
import { muteWorker } from "./workers.ts";
import type { MuteWorker } from "./workers.ts";

const gray = noisyPicture(20, 16, 1, 20);

describe("several workers", () => {
  const levels = [1, 2, 3, 4, 5, 6, 7];
  const many = (options: object) => {
    const workers: MuteWorker[] = [];
    const worker = (): MuteWorker => {
      const made = muteWorker();
      workers.push(made);
      queueMicrotask(made.ready);
      return made;
    };
    return { workers, session: workerRestorer({ worker, ...options }) };
  };
  const runsOf = (worker: MuteWorker) => worker.heard.filter(({ type }) => type === "run");
  const finish = (worker: MuteWorker): void =>
    worker.say({ type: "done", id: runsOf(worker).at(-1)!.id, result: gray });

  it("do one job each at a time, in the order of the calls, and start only when needed", async () => {
    const { workers, session } = many({ workers: 3 });
    const first = session.denoise(gray, { noiseLevel: 1 });
    await nextTask();
    expect(workers).toHaveLength(1);
    finish(workers[0]!);
    await first;
    const jobs = levels.map((noiseLevel) => session.denoise(gray, { noiseLevel }));
    await nextTask();
    expect(workers).toHaveLength(3);
    const started = [workers[0]!, workers[1]!, workers[2]!].map((worker) => runsOf(worker).at(-1)!.id!);
    // Whichever is done first gets the next job.
    for (const place of [2, 0, 2, 1]) {
      finish(workers[place]!);
      started.push(runsOf(workers[place]!).at(-1)!.id!);
    }
    expect(started).toEqual([1, 2, 3, 4, 5, 6, 7]);
    for (const worker of workers) finish(worker);
    expect(await Promise.all(jobs)).toHaveLength(7);
    // Only the first worker has more than one thread.
    expect(workers.map(({ heard }) => (heard[0] as { threads?: number }).threads)).toEqual([undefined, 1, 1]);
    session.dispose();
  });

  it("reject jobs immediately if the queue is full, and accept others once there is room", async () => {
    const { workers, session } = many({ workers: 2, maxQueue: 3 });
    const jobs = levels.slice(0, 5).map((noiseLevel) => session.denoise(gray, { noiseLevel }));
    await expect(session.denoise(gray, { noiseLevel: 6 })).rejects.toThrow(QueueFullError);
    finish(workers[1]!);
    jobs.push(session.denoise(gray, { noiseLevel: 7 }));
    await expect(session.denoise(gray, { noiseLevel: 8 })).rejects.toThrow("at most 3 jobs in the queue");
    for (let i = 0; i < 5; i++) finish(workers[i % 2]!);
    expect(await Promise.all(jobs)).toHaveLength(6);
    session.dispose();
  });

  it("replace one that crashes", async () => {
    const { workers, session } = many({ workers: 2 });
    const jobs = levels.slice(0, 3).map((noiseLevel) => session.denoise(gray, { noiseLevel }));
    await nextTask();
    workers[1]!.fail({ message: "out of memory" });
    await expect(jobs[1]).rejects.toThrow(WorkerLostError);
    await nextTask();
    expect(workers).toHaveLength(3);
    for (const worker of [workers[0]!, workers[2]!]) finish(worker);
    expect(await Promise.all([jobs[0], jobs[2]])).toHaveLength(2);
    session.dispose();
    expect(workers.every((worker) => worker.ended())).toBe(true);
  });

  it.each([{ workers: 0 }, { workers: 1.5 }, { maxQueue: -1 }])("cannot be %j", (options) => {
    expect(() => workerRestorer(options)).toThrow(RangeError);
  });
});
