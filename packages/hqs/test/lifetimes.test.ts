import "@tensorflow/tfjs-backend-cpu";
import { memory, mul, setBackend, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { NotConverged, hqs, plugAndPlay } from "../src/index.ts";
import { pixelsOf } from "./dense.ts";
import { circularBlur, denoiserOf, identity, shrinking, withoutProx } from "./small-operators.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

const blur = circularBlur([
  [0, 0.1, 0],
  [0.1, 0.6, 0.1],
  [0, 0.1, 0],
]);
const y = tensor4d(
  Float32Array.from({ length: 30 }, (_, i) => 100 + ((i * 53) % 97)),
  [1, 5, 6, 1],
);
let before = 0;
beforeEach(() => {
  before = memory().numTensors;
});

describe.each([
  ["closed form", identity],
  ["conjugate gradients", blur],
])("tensors, with %s", (_, operator) => {
  const schedule = plugAndPlay({ iterations: 4, momentum: 1, relaxation: 0.5 });
  const solver = hqs({ operator, denoiser: shrinking, noiseLevel: 5, schedule });

  it("restore leaves one tensor and does not change y or start", async () => {
    const start: Tensor4D = mul(y, 0.5);
    const [yBefore, startBefore] = [pixelsOf(y), pixelsOf(start)];
    const restored = await solver.restore(y, { start });
    expect(pixelsOf(y)).toEqual(yBefore);
    expect(pixelsOf(start)).toEqual(startBefore);
    start.dispose();
    restored.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it("iterate leaves none, and the tensors of a state live until the next one", async () => {
    let last: { estimate: Tensor4D; auxiliary: Tensor4D } | undefined;
    for await (const { estimate, auxiliary } of solver.iterate(y)) {
      expect([estimate.isDisposed, auxiliary.isDisposed]).toEqual([false, false]);
      expect([last?.estimate.isDisposed ?? true, last?.auxiliary.isDisposed ?? true]).toEqual([true, true]);
      last = { estimate, auxiliary };
    }
    expect(memory().numTensors).toBe(before);
  });

  it("leaving the loop early leaves none", async () => {
    for await (const { iteration } of solver.iterate(y)) if (iteration === 2) break;
    expect(memory().numTensors).toBe(before);
    await expect(async () => {
      for await (const { iteration } of solver.iterate(y)) throw new Error(`after ${iteration}`);
    }).rejects.toThrow("after 1");
    expect(memory().numTensors).toBe(before);
  });

  it("an iterator that is never used leaves none", async () => {
    await solver.iterate(y).return();
    solver.iterate(y);
    expect(memory().numTensors).toBe(before);
  });

  it("y may be disposed as soon as the work has started", async () => {
    const copy = y.clone();
    const work = solver.restore(copy);
    copy.dispose();
    const [a, b] = [await work, await solver.restore(y)];
    expect(pixelsOf(a)).toEqual(pixelsOf(b));
    a.dispose();
    b.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it("a denoiser that throws and leaks tensors leaves none", async () => {
    let calls = 0;
    const failing = denoiserOf((x) => {
      const z: Tensor4D = mul(x, 1);
      calls++;
      if (calls === 3) throw new Error("no more");
      mul(x, 2);
      return z;
    });
    await expect(hqs({ operator, denoiser: failing, noiseLevel: 5 }).restore(y)).rejects.toThrow("no more");
    expect(memory().numTensors).toBe(before);
  });

  it("a denoiser may return its input", async () => {
    const lazy = denoiserOf((x) => x);
    for await (const { estimate, auxiliary } of hqs({ operator, denoiser: lazy, noiseLevel: 5 }).iterate(y)) {
      expect(pixelsOf(auxiliary)).toEqual(pixelsOf(estimate));
    }
    expect(memory().numTensors).toBe(before);
  });

  it("numbers that are not finite leave none", async () => {
    const denoiser = denoiserOf((x) => mul(x, Number.NaN));
    await expect(hqs({ operator, denoiser, noiseLevel: 5 }).restore(y)).rejects.toThrow("iteration 1 of 12");
    expect(memory().numTensors).toBe(before);
  });

  it.each([1, 2])("abort from onIteration %s rejects before another one, and leaves none", async (at) => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const seen: number[] = [];
    const onIteration = ({ iteration }: { iteration: number }): void => {
      seen.push(iteration);
      if (iteration === at) controller.abort(reason);
    };
    await expect(solver.restore(y, { signal: controller.signal, onIteration })).rejects.toBe(reason);
    expect(seen).toEqual(at === 1 ? [1] : [1, 2]);
    expect(memory().numTensors).toBe(before);
  });

  it("abort from a timer takes effect within one iteration, before the denoiser runs again", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    let calls = 0;
    const denoiser = denoiserOf((x) => {
      calls++;
      if (calls === 2) setTimeout(() => controller.abort(reason), 0);
      // As in practice: a step that takes longer than the timer.
      const until = performance.now() + 10;
      while (performance.now() < until);
      return mul(x, 1);
    });
    const work = hqs({ operator, denoiser, noiseLevel: 5, iterations: 50 });
    await expect(work.restore(y, { signal: controller.signal })).rejects.toBe(reason);
    expect(calls).toBeLessThanOrEqual(3);
    expect(memory().numTensors).toBe(before);
  });

  it("with a signal that is already aborted, no work is done", async () => {
    const reason = new Error("enough");
    let calls = 0;
    const denoiser = denoiserOf((x) => mul(x, ++calls));
    const work = hqs({ operator, denoiser, noiseLevel: 5 });
    await expect(work.restore(y, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(calls).toBe(0);
    expect(memory().numTensors).toBe(before);
  });

  it("abort in the last onIteration still rejects", async () => {
    const controller = new AbortController();
    const onIteration = ({ iteration, iterations }: { iteration: number; iterations: number }): void => {
      if (iteration === iterations) controller.abort(new Error("late"));
    };
    await expect(solver.restore(y, { signal: controller.signal, onIteration })).rejects.toThrow("late");
    expect(memory().numTensors).toBe(before);
  });

  it("calls may overlap", async () => {
    const [a, b, c] = await Promise.all([solver.restore(y), solver.restore(y), solver.restore(y)]);
    expect(pixelsOf(a)).toEqual(pixelsOf(b));
    expect(pixelsOf(b)).toEqual(pixelsOf(c));
    for (const restored of [a, b, c]) restored.dispose();
    expect(memory().numTensors).toBe(before);
  });
});

describe("tensors, if conjugate gradients do not converge", () => {
  const options = { operator: withoutProx(blur), denoiser: shrinking, noiseLevel: 5, innerIterations: 1 };

  it("continuing leaves one", async () => {
    const restored = await hqs({ ...options, tolerance: 1e-9 }).restore(y);
    expect(memory().numTensors).toBe(before + 1);
    restored.dispose();
  });

  it("throwing leaves only the estimate in the error", async () => {
    const solver = hqs({ ...options, tolerance: 1e-9, onNotConverged: "throw" });
    const error = await solver.restore(y).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NotConverged);
    expect(memory().numTensors).toBe(before + 1);
    (error as NotConverged).estimate.dispose();
  });
});
