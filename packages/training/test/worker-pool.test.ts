import { afterEach, describe, expect, it } from "vitest";
import { workerPool } from "../src/index.ts";
import type { TaskRunner, ValidationTask } from "../src/index.ts";

const entry = new URL("fragile-worker.ts", import.meta.url);
const task = (seed: number): ValidationTask => ({
  kind: "validation",
  architecture: {
    stages: 1,
    channels: 1,
    scales: [],
    influence: { centres: 3, radius: 1 },
    reaction: null,
    gainMap: null,
    gain: null,
    noiseRange: { min: 1, max: 2 },
  },
  parameters: new Float32Array(),
  image: { data: new Float32Array(1), width: 1, height: 1, channels: 1 },
  degradations: [],
  observations: [{ data: new Float32Array(1), noiseLevel: seed }],
});

let pool: TaskRunner;
afterEach(() => pool.close());

describe("workerPool", () => {
  it("runs every task, even if there are more tasks than workers", async () => {
    pool = workerPool(entry, 2);
    const seeds = Array.from({ length: 9 }, (_, i) => 100 + i);
    expect(await Promise.all(seeds.map((seed) => pool.run(task(seed))))).toEqual(seeds.map((seed) => [seed]));
  });

  it("passes on the error of a task and continues with the same worker", async () => {
    pool = workerPool(entry, 1);
    await expect(pool.run(task(7))).rejects.toThrow(new RangeError("no sevens"));
    expect(await pool.run(task(1))).toEqual([1]);
  });

  it("reports a worker that ended, and replaces it", async () => {
    pool = workerPool(entry, 1);
    const [first, second] = [pool.run(task(13)), pool.run(task(2))];
    await expect(first).rejects.toThrow("the worker ended: exit code 3");
    expect(await second).toEqual([2]);
  });
});
