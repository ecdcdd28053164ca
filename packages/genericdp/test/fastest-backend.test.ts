import { wasm } from "@genericdp/backend-wasm";
import { BackendUnavailable, DIFFUSION_STAGE } from "@genericdp/core";
import type { Backend } from "@genericdp/core";
import { getBackend, getKernel, memory } from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { fastestBackend } from "../src/index.ts";
import { slow } from "./slow-backend.ts";
import { smallModel } from "./small-model.ts";

const OPTIONS = { model: smallModel(), side: 64 };
const missing = (name: string): Backend => ({
  name,
  capabilities: { fusedStage: true },
  activate: () => Promise.reject(new BackendUnavailable(name, "expected a device, got none")),
  release: vi.fn<() => void>(),
});

describe("fastestBackend", () => {
  const used: Backend[] = [];
  const fast = (): Backend => {
    const backend = { ...wasm(), name: "fast" };
    used.push(backend);
    return backend;
  };
  afterEach(() => used.splice(0).forEach((backend) => backend.release()));

  it.each([true, false])("chooses the faster of two, tried first: %s", async (first) => {
    const [quick, lame] = [fast(), { ...slow(), release: vi.fn<() => void>() }];
    const candidates = first ? [quick, lame] : [lame, quick];
    const before = getBackend();
    const { backend, trials, reason } = await fastestBackend(candidates, OPTIONS);
    expect(backend).toBe(quick);
    expect(trials.map(({ name }) => name)).toEqual(candidates.map(({ name }) => name));
    const [a, b] = trials.map(({ milliseconds }) => milliseconds!);
    expect(first ? a! < b! : b! < a!).toBe(true);
    expect(reason).toMatch(/^fast: the fastest of (fast|slow) \d+\.\d ms, (fast|slow) \d+\.\d ms$/);
    expect(lame.release).toHaveBeenCalled();
    expect(getBackend()).toBe(before);
  });

  it("keeps the kernels of the chosen one when another of that tfjs backend is released", async () => {
    const [one, two] = [wasm({ threads: 1 }), wasm({ threads: 2 })];
    used.push(one, two);
    await fastestBackend([one, two], OPTIONS);
    expect(getKernel(DIFFUSION_STAGE, "wasm")).toBeDefined();
  });

  it("skips backends that cannot run here, and says why", async () => {
    const quick = fast();
    const { backend, trials, reason } = await fastestBackend([missing("gpu"), quick], OPTIONS);
    expect(backend).toBe(quick);
    expect(trials[0]).toEqual({ name: "gpu", unavailable: "gpu: expected a device, got none" });
    expect(reason).toContain("gpu cannot run here (gpu: expected a device, got none)");
  });

  it("throws if no backend can run or none was given", async () => {
    const failure = fastestBackend([missing("gpu"), missing("npu")], OPTIONS);
    await expect(failure).rejects.toBeInstanceOf(BackendUnavailable);
    await expect(failure).rejects.toThrow(
      "fastestBackend: expected one that runs here, got none: gpu: expected a device, got none; npu: ",
    );
    await expect(fastestBackend([])).rejects.toThrow(RangeError);
  });

  it("leaks no tensor", async () => {
    const quick = fast();
    await fastestBackend([quick], OPTIONS);
    const before = memory().numTensors;
    await fastestBackend([quick, missing("gpu")], OPTIONS);
    expect(memory().numTensors).toBe(before);
  });
});
