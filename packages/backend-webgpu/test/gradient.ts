import { wasm } from "@genericdp/backend-wasm";
import {
  composedGainMapGradient,
  composedStageGradient,
  diffusionStageGradient,
  gainMapGradient,
  packGainMapInputs,
  packStageInputs,
} from "@genericdp/core";
import type { GainMapInputs, StageInputs } from "@genericdp/core";
import type { NodeGpu } from "@genericdp/node-gpu";
import { uploadStage } from "@genericdp/testing";
import { backend as tfjsBackend, dispose, memory, tensor2d, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { webgpu } from "../src/index.ts";
import { drawStage } from "./pictures.ts";
import type { StageCase } from "./pictures.ts";

const SMALL: StageCase = { batch: 2, height: 53, width: 9, sizes: [3, 3], count: 5 };
const CASES: readonly StageCase[] = [
  SMALL,
  { ...SMALL, gains: true },
  { batch: 3, height: 23, width: 37, sizes: [5, 3, 3], count: 6 },
  { batch: 2, height: 1, width: 2, sizes: [5, 5, 5], count: 3, gains: true },
  // Two rounds of sums for the filters, and tiles of a different shape.
  { height: 9, width: 21, sizes: [11], count: 3 },
  // The shapes of the suite for all backends.
  { height: 1, width: 1, sizes: [7], count: 3 },
  { height: 12, width: 17, sizes: [7], count: 5 },
  { batch: 2, height: 9, width: 34, sizes: [5, 7, 3], count: 4 },
  { batch: 2, height: 11, width: 19, sizes: [3, 5], count: 4, gains: true },
  { height: 33, width: 3, sizes: [9], count: 6, gains: true },
  { height: 3, width: 70, sizes: [5, 5, 5], count: 9, gains: true },
];

type Gradient = (dy: Tensor4D, inputs: StageInputs) => Tensor[];

async function gradients(op: Gradient, of: StageCase, factor = 1): Promise<Float32Array[]> {
  const inputs = uploadStage(drawStage(of));
  const values = Float32Array.from(
    { length: inputs.x.size },
    (_, i) => factor * Math.fround(Math.sin(1 + i * i)),
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

const MAPS: readonly StageCase[] = [
  { batch: 3, height: 21, width: 35, sizes: [5], count: 6 },
  // The shapes of the suite for all backends.
  { height: 1, width: 1, sizes: [5], count: 3 },
  { batch: 2, height: 13, width: 31, sizes: [7], count: 5 },
  { height: 20, width: 66, sizes: [5], count: 8 },
];

type MapGradient = (dy: Tensor4D, inputs: GainMapInputs) => Tensor[];

/** A gain map on blocks of two pixels, whose synthesis filters differ from its filters. */
function drawMap({ batch = 1, height, width, sizes, count }: StageCase): GainMapInputs {
  const size = sizes[0]!;
  const { x, gain, scales } = drawStage({ batch, height, width, sizes: [size, size], count });
  const [scale, other] = scales;
  return {
    x: tensor4d(Float32Array.from(x), [batch, height, width, 1]),
    gain: tensor2d(Float32Array.from(gain), [batch, 1]),
    block: 2,
    filters: tensor4d(Float32Array.from(scale!.filters), [count, size, size, 1]),
    influence: tensor2d(
      Float32Array.from(scale!.influence, (value) => value / 8),
      [count, 33],
    ),
    synthesis: tensor4d(
      Float32Array.from(other!.filters, (tap) => tap / 8),
      [count, size, size, 1],
    ),
    radius: 160,
  };
}

/** Tests the gradients of the stage and of the gain map. */
export function testGradient({ unavailable }: NodeGpu): void {
  describe("gradient on WebGPU", () => {
    const gpu = webgpu();
    beforeEach(({ skip }) => skip(unavailable !== undefined, unavailable));

    it.each(CASES)("agrees with the composed one and that of WebAssembly: %o", async (of) => {
      await wasm({ threads: 1 }).activate();
      // Composed there, too: the GPU would take seconds to compile the shaders of tfjs.
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

    it.each(MAPS)("of the gain map agrees with WebAssembly: %o", async (of) => {
      const run = async (gradient: MapGradient): Promise<Float32Array[]> => {
        const inputs = drawMap(of);
        const dy = tensor4d(
          Float32Array.from({ length: inputs.x.size }, (_, i) => Math.sin(1 + i * i)),
          inputs.x.shape,
        );
        const found = gradient(dy, inputs);
        const values = await Promise.all(found.map(async (tensor) => Float32Array.from(await tensor.data())));
        dispose([dy, ...packGainMapInputs(inputs), ...found]);
        return values;
      };
      await wasm({ threads: 1 }).activate();
      const [composed, wanted] = [await run(composedGainMapGradient), await run(gainMapGradient)];
      await gpu.activate();
      (await run(gainMapGradient)).forEach((values, i) => {
        expect(distance(values, composed[i]!), `gradient ${i}, composed`).toBeLessThan(5e-5);
        expect(distance(values, wanted[i]!), `gradient ${i}, WebAssembly`).toBeLessThan(5e-5);
      });
    });
  });
}
