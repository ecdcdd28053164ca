import { composedStage, diffusionStage } from "@genericdp/core";
import { supportedVariant } from "@genericdp/stage-kernel";
import { getBackend, tensor2d, tensor4d } from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { wasm } from "../src/index.ts";

/**
 * Largest difference between the registered and the composed stage: rounding errors if fused, otherwise 0.
 */
function differenceToComposed(): number {
  const numbers = (length: number, scale: number): Float32Array =>
    Float32Array.from({ length }, (_, i) => scale * Math.sin(i * i));
  const x = tensor4d(numbers(800, 100), [1, 20, 40, 1]);
  const inputs = {
    x,
    observation: x,
    reaction: tensor2d([0.2], [1, 1]),
    gain: tensor2d([1.3], [1, 1]),
    scales: [
      {
        block: 1,
        channels: [0],
        filters: tensor4d(numbers(20 * 49, 0.1), [20, 7, 7, 1]),
        influence: tensor2d(numbers(20 * 65, 4), [20, 65]),
        radius: 160,
      },
    ],
  };
  const [registered, composed] = [diffusionStage(inputs), composedStage(inputs)].map((u) =>
    u.dataSync<"float32">(),
  );
  return registered!.reduce((most, value, i) => Math.max(most, Math.abs(value - composed![i]!)), 0);
}

function expectFused(): void {
  expect(differenceToComposed()).toBeGreaterThan(0);
  expect(differenceToComposed()).toBeLessThan(1e-3);
}

describe("wasm", () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  it("becomes the backend of tfjs and reports its capabilities", async () => {
    const backend = wasm({ threads: 3 });
    await backend.activate();
    expect(getBackend()).toBe("wasm");
    expect(backend).toMatchObject({ name: "wasm", capabilities: { fusedStage: true, threads: 3 } });
    expectFused();
  });

  it("may be activated twice", async () => {
    const backend = wasm();
    await backend.activate();
    await backend.activate();
    expectFused();
  });

  it("restores the composed stage when released, and replaces it again when activated", async () => {
    const backend = wasm();
    await backend.activate();
    backend.release();
    expect(differenceToComposed()).toBe(0);
    backend.release();
    expect(differenceToComposed()).toBe(0);
    await backend.activate();
    expectFused();
  });

  it.each([
    ["has no WebAssembly", () => vi.stubGlobal("WebAssembly", undefined)],
    ["has no SIMD", () => vi.spyOn(WebAssembly, "validate").mockReturnValue(false)],
  ])("is unavailable if the engine %s", async (_, cripple) => {
    cripple();
    expect(supportedVariant()).toBeUndefined();
    await expect(wasm().activate()).rejects.toThrow("stageKernel: expected an engine with WebAssembly SIMD");
  });

  it("falls back to plain SIMD if the engine lacks relaxed SIMD, and rejects a request for it", async () => {
    // The relaxed variant is validated first.
    vi.spyOn(WebAssembly, "validate").mockReturnValueOnce(false);
    expect(supportedVariant()).toBe("simd");
    vi.spyOn(WebAssembly, "validate").mockReturnValueOnce(false);
    const relaxed = wasm({ variant: "relaxed" });
    await expect(relaxed.activate()).rejects.toThrow("stageKernel: expected an engine with relaxed SIMD");
  });
});
