import { composedStage, diffusionStage } from "@genericdp/core";
import { getBackend } from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { supportedVariant, wasm } from "../src/index.ts";
import { largestDifference, randomStage, takeData, toInputs } from "./stage-fixtures.ts";

/** Largest difference between the registered and the composed stage: rounding if fused, else nothing. */
function differenceToComposed(): number {
  const inputs = toInputs(randomStage({ height: 20, width: 40, size: 7, count: 20, scales: 1 }));
  const [registered, composed] = takeData([diffusionStage(inputs), composedStage(inputs)]);
  return largestDifference(registered!, composed!);
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

  it("becomes tfjs's backend and says what it can do", async () => {
    const backend = wasm();
    await backend.activate();
    expect(getBackend()).toBe("wasm");
    expect(backend).toMatchObject({ name: "wasm", capabilities: { fusedStage: true } });
    expectFused();
  });

  it("may be activated twice", async () => {
    const backend = wasm();
    await backend.activate();
    await backend.activate();
    expectFused();
  });

  it("leaves the composed stage behind when released, and takes over again when activated", async () => {
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
  ])("refuses an engine that %s", async (_, cripple) => {
    cripple();
    expect(supportedVariant()).toBeUndefined();
    await expect(wasm().activate()).rejects.toThrow("wasm: expected an engine with WebAssembly SIMD");
  });

  it("falls back to plain SIMD, and refuses relaxed SIMD, where the engine lacks it", async () => {
    // The first thing to be validated is the relaxed variant.
    vi.spyOn(WebAssembly, "validate").mockReturnValueOnce(false);
    expect(supportedVariant()).toBe("simd");
    vi.spyOn(WebAssembly, "validate").mockReturnValueOnce(false);
    const relaxed = wasm({ variant: "relaxed" });
    await expect(relaxed.activate()).rejects.toThrow("wasm: expected an engine with relaxed SIMD");
  });
});
