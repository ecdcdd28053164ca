import "@tensorflow/tfjs-backend-cpu";
import { nextTask, startTfjsBackend } from "@genericdp/core";
import type { AsyncDenoiser } from "@genericdp/core";
import {
  add,
  copyRegisteredKernels,
  findBackendFactory,
  getBackend,
  memory,
  mul,
  registerBackend,
  setBackend,
  tensor4d,
} from "@tensorflow/tfjs-core";
import type { KernelBackend, Tensor4D } from "@tensorflow/tfjs-core";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { conjugateGradients, hqs, plugAndPlay } from "../src/index.ts";
import { pixelsOf } from "./dense.ts";
import { circularBlur, denoiserOf, identity, mask, shrink, shrinking } from "./small-operators.ts";

beforeAll(async () => {
  registerBackend("host", findBackendFactory("cpu") as () => KernelBackend);
  copyRegisteredKernels("cpu", "host");
  await startTfjsBackend("host");
  await setBackend("cpu");
});
afterEach(() => setBackend("cpu"));

const measurement = (): Tensor4D =>
  tensor4d(
    Float32Array.from({ length: 30 }, (_, i) => 100 + ((i * 53) % 97)),
    [1, 5, 6, 1],
  );
const schedule = plugAndPlay({ iterations: 3, momentum: 1, relaxation: 0.5 });
const holes = mask(
  tensor4d(
    Float32Array.from({ length: 30 }, (_, i) => (i % 3 ? 1 : 0)),
    [1, 5, 6, 1],
  ),
);
const blur = circularBlur([
  [0, 0.1, 0],
  [0.1, 0.6, 0.1],
  [0, 0.1, 0],
]);

/** Simulates a host that selects its own tfjs backend whenever the work waits, and computes on it. */
async function disturbed<Result>(run: () => Promise<Result>): Promise<Result> {
  await setBackend("cpu");
  const running = run();
  const state = { over: false };
  void running.finally(() => (state.over = true)).catch(() => undefined);
  await setBackend("host");
  while (!state.over) {
    expect(getBackend()).toBe("host");
    expect(pixelsOf(add(1, 1))).toEqual([2]);
    await nextTask();
  }
  expect(getBackend()).toBe("host");
  return running;
}

describe.each([
  ["proximal map", identity],
  ["conjugate gradients", blur],
  ["smooth start", holes],
])("a solver next to a host that uses tfjs: %s", (_, operator) => {
  it("computes on one backend throughout and leaves the host's unchanged in callbacks", async () => {
    const used = new Set<string>();
    const watching = denoiserOf((x) => {
      used.add(getBackend());
      return mul(x, 0.9);
    });
    const told = new Set<string>();
    const solve = (): Promise<Tensor4D> =>
      hqs({ operator, denoiser: watching, noiseLevel: 5, schedule }).restore(measurement(), {
        onIteration: () => void told.add(getBackend()),
      });
    const expected = pixelsOf(await solve());
    told.clear();
    expect(pixelsOf(await disturbed(solve))).toEqual(expected);
    expect([...used]).toEqual(["cpu"]);
    expect([...told]).toEqual(["host"]);
  });
});

it("conjugate gradients alone do so, too", async () => {
  const solve = (): ReturnType<typeof conjugateGradients> =>
    conjugateGradients(blur, measurement(), measurement(), { gamma: 20 });
  const expected = await solve();
  const got = await disturbed(solve);
  expect(pixelsOf(got.estimate)).toEqual(pixelsOf(expected.estimate));
});

describe("an asynchronous denoiser", () => {
  const late: AsyncDenoiser = {
    name: "late",
    noiseRange: shrinking.noiseRange,
    denoise: async (x, { noiseLevel }) => {
      mul(x, 2).dispose();
      const levels = await x.data<"float32">();
      await nextTask();
      return tensor4d(
        levels.map((level) => shrink(noiseLevel) * level),
        x.shape,
      );
    },
  };

  it.each([
    ["identity", identity],
    ["blur", blur],
    ["mask", holes],
  ])("gives the same result as a synchronous one, and leaks nothing: %s", async (_, operator) => {
    const y = measurement();
    const atOnce = hqs({ operator, denoiser: shrinking, noiseLevel: 5, schedule });
    const expected = await atOnce.restore(y);
    const before = memory().numTensors;
    const got = await hqs({ operator, denoiser: late, noiseLevel: 5, schedule }).restore(y);
    expect(memory().numTensors).toBe(before + 1);
    pixelsOf(got).forEach((level, i) => expect(level).toBeCloseTo(pixelsOf(expected)[i]!, 3));
  });

  it("stops the work by rejecting, or by returning anything but a tensor of the same shape", async () => {
    const y = measurement();
    const before = memory().numTensors;
    const solve = (denoise: AsyncDenoiser["denoise"]): Promise<Tensor4D> =>
      hqs({ operator: identity, denoiser: { ...late, denoise }, noiseLevel: 5 }).restore(y);
    await expect(solve(() => Promise.reject(new Error("no network")))).rejects.toThrow("no network");
    await expect(solve(() => Promise.resolve(7 as never))).rejects.toThrow("expected a tensor");
    await expect(solve(async () => tensor4d([1], [1, 1, 1, 1]))).rejects.toThrow("expected [1,5,6,1]");
    expect(memory().numTensors).toBe(before);
  });
});
