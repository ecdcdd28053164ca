import { wasm } from "@genericdp/backend-wasm";
import {
  composedStageGradient,
  diffusionStageGradient,
  gainMapGradient,
  packGainMapInputs,
  packStageInputs,
} from "@genericdp/core";
import type { StageInputs } from "@genericdp/core";
import { nodeGpu } from "@genericdp/node-gpu";
import { uploadStage } from "@genericdp/testing";
import { backend as tfjsBackend, dispose, memory, tensor2d, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { webgpu } from "../src/index.ts";
import { drawStage } from "./pictures.ts";
import type { StageCase } from "./pictures.ts";

const { unavailable } = await nodeGpu();
vi.setConfig({ testTimeout: 240_000 });

const gpu = webgpu();

const SMALL: StageCase = { batch: 2, height: 53, width: 9, sizes: [3, 3], count: 5 };
const CASES: readonly StageCase[] = [
  SMALL,
  { ...SMALL, gains: true },
  { batch: 3, height: 23, width: 37, sizes: [5, 3, 3], count: 6 },
  { batch: 2, height: 1, width: 2, sizes: [5, 5, 5], count: 3, gains: true },
  // Two rounds of sums for the filters, and tiles of a different shape.
  { height: 9, width: 21, sizes: [11], count: 3 },
];

type Gradient = (dy: Tensor4D, inputs: StageInputs) => Tensor[];

async function gradients(op: Gradient, of: StageCase, factor = 1): Promise<Float32Array[]> {
  const inputs = uploadStage(drawStage(of));
  const values = Float32Array.from(
    { length: inputs.x.size },
    (_, i) => factor * Math.fround(Math.sin(i * i)),
  );
  const dy = tensor4d(values, inputs.x.shape);
  const held: Tensor[] = [dy, ...packStageInputs(inputs)];
  try {
    const found = op(dy, inputs);
    held.push(...found);
    return await Promise.all(found.map(async (tensor) => Float32Array.from(await tensor.data())));
  } finally {
    dispose(held);
  }
}

/** ‖a − b‖/‖b‖ */
function distance(a: Float32Array, b: Float32Array): number {
  expect(a).toHaveLength(b.length);
  const norm = (of: (i: number) => number): number => Math.sqrt(b.reduce((sum, _, i) => sum + of(i) ** 2, 0));
  return norm((i) => a[i]! - b[i]!) / norm((i) => b[i]!);
}

function buffers(): number {
  const { bufferManager } = tfjsBackend() as WebGPUBackend;
  return bufferManager.getNumUsedBuffers() + bufferManager.getNumFreeBuffers();
}

describe("gradient on WebGPU", () => {
  beforeEach(({ skip }) => skip(unavailable !== undefined, unavailable));

  it.each(CASES)("agrees with the composed one and that of WebAssembly: %o", async (of) => {
    await wasm({ threads: 1 }).activate();
    // Composed there, too: the suite for all backends composes it on the GPU.
    const [composed, wanted] = [
      await gradients(composedStageGradient, of),
      await gradients(diffusionStageGradient, of),
    ];
    await gpu.activate();
    const found = await gradients(diffusionStageGradient, of);
    found.forEach((values, i) => {
      expect(distance(values, composed[i]!), `gradient ${i}, composed`).toBeLessThan(2e-5);
      expect(distance(values, wanted[i]!), `gradient ${i}, WebAssembly`).toBeLessThan(2e-5);
    });
  });

  it("is not the composed one", async () => {
    await gpu.activate();
    expect(await gradients(diffusionStageGradient, SMALL)).not.toEqual(
      await gradients(composedStageGradient, SMALL),
    );
  });

  it("is reproducible bit for bit", async () => {
    await gpu.activate();
    const before = await gradients(diffusionStageGradient, SMALL);
    for (let i = 0; i < 3; i++) expect(await gradients(diffusionStageGradient, SMALL)).toEqual(before);
  });

  it.each([-60, -3, 40])("is multiplied by exactly 2^%d if the back-signal is", async (exponent) => {
    await gpu.activate();
    const one = await gradients(diffusionStageGradient, SMALL);
    const other = await gradients(diffusionStageGradient, SMALL, 2 ** exponent);
    expect(other.map((values) => values.map((value) => value * 2 ** -exponent))).toEqual(one);
  });

  it.each([
    { bindingBytes: 4000, workPerSubmit: 1e12, why: "that each see few rows" },
    { bindingBytes: 1e9, workPerSubmit: 3e4, why: "that each do little work" },
  ])("is the same in dispatches $why", async ({ bindingBytes, workPerSubmit }) => {
    const of = { ...SMALL, gains: true };
    await gpu.activate();
    const whole = await gradients(diffusionStageGradient, of);
    await webgpu({ bindingBytes, workPerSubmit }).activate();
    const dispatch = vi.spyOn(GPUComputePassEncoder.prototype, "dispatchWorkgroups");
    const found = await gradients(diffusionStageGradient, of);
    // Two samples, in at least four bands, with two passes over the responses.
    expect(dispatch.mock.calls.length).toBeGreaterThan(2 * 4 * 2);
    vi.restoreAllMocks();
    found.forEach((values, i) => {
      // Filters and tables are summed in different parts; everything else in the same order, or not at
      // all.
      if (i === 4 || i === 6) expect(distance(values, whole[i]!)).toBeLessThan(1e-6);
      else expect(values, `gradient ${i}`).toEqual(whole[i]);
    });
  });

  it("leaks nothing, and throws if not even a row fits", async () => {
    await gpu.activate();
    await gradients(diffusionStageGradient, SMALL);
    await gradients(diffusionStageGradient, SMALL);
    const before = [memory(), buffers()];
    for (let i = 0; i < 10; i++) {
      await gradients(diffusionStageGradient, SMALL);
      expect([memory(), buffers()]).toEqual(before);
    }
    await webgpu({ bindingBytes: 300 }).activate();
    const refused = { name: "GpuError", reason: "out-of-memory" };
    await expect(gradients(diffusionStageGradient, SMALL)).rejects.toMatchObject(refused);
    // tfjs returns buffers that were not submitted yet when it submits.
    await gpu.activate();
    await gradients(diffusionStageGradient, SMALL);
    expect(memory()).toMatchObject({ numTensors: 0, numBytesInGPU: 0 });
  });

  it("is composed if filters are too large for workgroup memory", async () => {
    await gpu.activate();
    const large: StageCase = { height: 6, width: 5, sizes: [23], count: 1 };
    const found = await gradients(diffusionStageGradient, large);
    const wanted = await gradients(composedStageGradient, large);
    found.forEach((values, i) => expect(distance(values, wanted[i]!)).toBeLessThan(1e-5));
  });

  it("of the gain map agrees with WebAssembly", async () => {
    const run = async (): Promise<Float32Array[]> => {
      const { x, gain, scales } = drawStage({ batch: 3, height: 21, width: 35, sizes: [5, 5], count: 6 });
      const [scale, other] = scales;
      const inputs = {
        x: tensor4d(Float32Array.from(x), [3, 21, 35, 1]),
        gain: tensor2d(Float32Array.from(gain), [3, 1]),
        block: 2,
        filters: tensor4d(Float32Array.from(scale!.filters), [6, 5, 5, 1]),
        influence: tensor2d(
          Float32Array.from(scale!.influence, (value) => value / 8),
          [6, 33],
        ),
        synthesis: tensor4d(
          Float32Array.from(other!.filters, (tap) => tap / 8),
          [6, 5, 5, 1],
        ),
        radius: 160,
      };
      const dy = tensor4d(
        Float32Array.from(x, (_, i) => Math.sin(i * i)),
        [3, 21, 35, 1],
      );
      const found = gainMapGradient(dy, inputs);
      const values = await Promise.all(found.map(async (tensor) => Float32Array.from(await tensor.data())));
      dispose([dy, ...packGainMapInputs(inputs), ...found]);
      return values;
    };
    await wasm({ threads: 1 }).activate();
    const wanted = await run();
    await gpu.activate();
    (await run()).forEach((values, i) =>
      expect(distance(values, wanted[i]!), `gradient ${i}`).toBeLessThan(5e-5),
    );
  });
});
