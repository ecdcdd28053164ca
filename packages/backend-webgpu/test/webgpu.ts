import { wasm } from "@genericdp/backend-wasm";
import { composedStage, diffusionStage, diffusionStageGradient, packStageInputs } from "@genericdp/core";
import type { StageInputs } from "@genericdp/core";
import { genericDP } from "@genericdp/model";
import { grayModel } from "@genericdp/model/gray";
import type { NodeGpu } from "@genericdp/node-gpu";
import { referenceStage, uploadStage } from "@genericdp/testing";
import { backend as tfjsBackend, dispose, getBackend, memory, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { GpuError, webgpu } from "../src/index.ts";
import { drawStage, largestDifference, noisyPicture } from "./pictures.ts";
import type { StageCase } from "./pictures.ts";

const CASE: StageCase = { batch: 2, height: 77, width: 9, sizes: [3, 3], count: 5 };

/** The values of `op` applied to a stage. */
async function valuesOf(op: (inputs: StageInputs) => Tensor4D, of: StageCase = CASE): Promise<Float32Array> {
  const inputs = uploadStage(drawStage(of));
  const held: Tensor[] = packStageInputs(inputs);
  try {
    const out = op(inputs);
    held.push(out);
    return Float32Array.from(await out.data());
  } finally {
    dispose(held);
  }
}

/** Number of buffers that tfjs holds on the device. */
function buffers(): number {
  const { bufferManager } = tfjsBackend() as WebGPUBackend;
  return bufferManager.getNumUsedBuffers() + bufferManager.getNumFreeBuffers();
}

/** Tests the backend itself: how it divides its work, and what it does when something is wrong. */
export function testBackend({ unavailable }: NodeGpu): void {
  describe("webgpu", () => {
    beforeEach(({ skip }) => skip(unavailable !== undefined, unavailable));

    it("becomes the backend of tfjs and runs the stage with its own kernel", async () => {
      const backend = webgpu();
      await backend.activate();
      expect(getBackend()).toBe("webgpu");
      expect(backend).toMatchObject({ name: "webgpu", capabilities: { fusedStage: true } });
      const fused = await valuesOf(diffusionStage);
      expect(largestDifference(fused, referenceStage(drawStage(CASE)))).toBeLessThan(1e-3);
      const composed = await valuesOf(composedStage);
      expect(largestDifference(fused, composed)).toBeGreaterThan(0);
      backend.release();
      expect(await valuesOf(diffusionStage)).toEqual(composed);
    });

    it.each([
      // A coarse row of tiles needs 2 · 20 rows of 9 · 4 bytes, and windows are aligned to 256.
      { bindingBytes: 2000, workPerSubmit: 1e12, why: "that each see few rows" },
      { bindingBytes: 1e9, workPerSubmit: 3e4, why: "that each do little work" },
    ])("gives bit for bit the same result in dispatches $why", async ({ bindingBytes, workPerSubmit }) => {
      await webgpu().activate();
      const whole = await valuesOf(diffusionStage);
      const pieces = webgpu({ bindingBytes, workPerSubmit });
      await pieces.activate();
      const submit = vi.spyOn(GPUQueue.prototype, "submit");
      const dispatch = vi.spyOn(GPUComputePassEncoder.prototype, "dispatchWorkgroups");
      const found = await valuesOf(diffusionStage);
      // Two samples, with three coarse and five fine rows of tiles, the latter in bands of at most two.
      expect(dispatch.mock.calls.length).toBeGreaterThanOrEqual(2 * (3 + 3));
      if (workPerSubmit < 1e12) expect(submit.mock.calls.length).toBeGreaterThanOrEqual(12);
      vi.restoreAllMocks();
      expect(found).toEqual(whole);
    });

    it("throws if not even a row fits", async () => {
      await webgpu({ bindingBytes: 600 }).activate();
      const before = [memory(), buffers()];
      await expect(valuesOf(diffusionStage)).rejects.toMatchObject({
        name: "GpuError",
        reason: "out-of-memory",
      });
      expect([memory(), buffers()]).toEqual(before);
    });

    it("keeps responses as float16 on request, and does not change gradients", async () => {
      const [whole, half] = [webgpu(), webgpu({ responses: "float16" })];
      const found: [Float32Array, Float32Array][] = [];
      for (const backend of [whole, half]) {
        await backend.activate();
        const backward = (inputs: StageInputs): Tensor4D => {
          const [byX, ...others] = diffusionStageGradient(inputs.x, inputs);
          dispose(others);
          return byX as Tensor4D;
        };
        found.push([await valuesOf(diffusionStage), await valuesOf(backward)]);
      }
      const [[stage, gradient], [halfStage, halfGradient]] = found as [(typeof found)[0], (typeof found)[0]];
      const difference = largestDifference(halfStage, stage);
      expect(difference).toBeGreaterThan(0);
      expect(difference).toBeLessThan(half.capabilities.stageError!);
      expect(halfGradient).toEqual(gradient);
    });

    it("listens to a device only once, however many backends use it", async () => {
      await webgpu().activate();
      const { device } = tfjsBackend() as WebGPUBackend;
      const listen = vi.spyOn(device, "addEventListener");
      await webgpu().activate();
      await webgpu({ responses: "float16" }).activate();
      expect((tfjsBackend() as WebGPUBackend).device).toBe(device);
      expect(listen).not.toHaveBeenCalled();
    });

    it("composes the stage if its filters are too large for workgroup memory", async () => {
      await webgpu().activate();
      const large: StageCase = { height: 6, width: 5, sizes: [23], count: 1 };
      const wanted = referenceStage(drawStage(large));
      expect(largestDifference(await valuesOf(diffusionStage, large), wanted)).toBeLessThan(1e-3);
    });

    it.each(["float32", "float16"] as const)(
      "denoises as WebAssembly does, responses %s",
      async (responses) => {
        const restore = async (): Promise<Float32Array> => {
          const denoiser = genericDP(grayModel());
          const noisy = tensor4d(noisyPicture(64, 25), [1, 64, 64, 1]);
          const clean = denoiser.denoise(noisy, { noiseLevel: 25 });
          const values = Float32Array.from(await clean.data());
          dispose([noisy, clean]);
          denoiser.dispose();
          return values;
        };
        await wasm({ threads: 1 }).activate();
        const wanted = await restore();
        await webgpu({ responses }).activate();
        expect(largestDifference(wanted, noisyPicture(64, 25))).toBeGreaterThan(20);
        expect(largestDifference(await restore(), wanted)).toBeLessThan(0.02);
      },
    );

    it("leaks no buffer over 200 images", async () => {
      await webgpu().activate();
      const run = async (): Promise<unknown> => {
        await valuesOf(diffusionStage);
        return [memory(), buffers()];
      };
      await run();
      const before = await run();
      for (let i = 0; i < 198; i++) expect(await run()).toEqual(before);
    });
  });

  describe("webgpu, when something is wrong", () => {
    beforeEach(({ skip }) => skip(unavailable !== undefined, unavailable));
    afterEach(() => vi.restoreAllMocks());

    it("reports that the device was lost, and opens another when activated again", async () => {
      const backend = webgpu();
      await backend.activate();
      const before = await valuesOf(diffusionStage);
      const { device } = tfjsBackend() as WebGPUBackend;
      const inputs = uploadStage(drawStage(CASE));
      const pending = diffusionStage(inputs);
      device.destroy();
      const lost = { name: "GpuError", reason: "lost" };
      await expect(pending.data()).rejects.toMatchObject(lost);
      await expect(valuesOf(diffusionStage)).rejects.toMatchObject(lost);
      expect(() => diffusionStage(inputs)).toThrow(GpuError);
      await backend.activate();
      expect((tfjsBackend() as WebGPUBackend).device).not.toBe(device);
      expect(await valuesOf(diffusionStage)).toEqual(before);
    });

    it("does not return results that the device failed to compute", async () => {
      await webgpu().activate();
      const { device } = tfjsBackend() as WebGPUBackend;
      const inputs = uploadStage(drawStage(CASE));
      const out = diffusionStage(inputs);
      device.createBuffer({ size: 2 * device.limits.maxBufferSize, usage: GPUBufferUsage.STORAGE });
      await expect(out.data()).rejects.toMatchObject({ name: "GpuError", reason: "refused" });
      // Later results are unaffected.
      await expect(out.data()).resolves.toHaveLength(out.size);
    });
  });
}
