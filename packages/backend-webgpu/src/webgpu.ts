import type { Backend } from "@genericdp/core";
import { setBackend } from "@tensorflow/tfjs-core";
import { gpuKernel } from "./gpu-kernel.ts";
import type { GpuKernel } from "./gpu-kernel.ts";
import { registerKernels, unregisterKernels } from "./register-kernels.ts";
import { BACKEND, startTfjs } from "./start-tfjs.ts";
import type { StartedTfjs } from "./start-tfjs.ts";

export interface WebgpuOptions {
  /** Which GPU to use if there are two. Default: "high-performance". */
  readonly powerPreference?: GPUPowerPreference;
  /** Bytes of an image that a shader may bind at a time. Default: the limit of the device. */
  readonly bindingBytes?: number;
  /** Multiply-adds submitted to the device at a time, so that it stays responsive. Default: 2·10¹⁰. */
  readonly workPerSubmit?: number;
  /**
   * Precision of the filter responses in workgroup memory. "float16" takes 40 % less of that memory and needs
   * no feature of the device; sums, images, gain maps and gradients stay float32. Default: "float32".
   */
  readonly responses?: "float32" | "float16";
}

/** Twice the largest error observed for stages with random filters and influence functions. */
const HALVES_ERROR = 0.012;

/**
 * The WebGPU backend of tfjs, with the diffusion stage and the gain map as fused shaders.
 *
 * Once the device is lost, every use of the backend throws a {@link GpuError} with reason "lost",
 * and its tensors are gone; `activate` opens a new device.
 *
 * @throws GpuError, from `activate`, if there is no WebGPU, adapter or device.
 * @example
 * ```ts
 * import { webgpu } from "@genericdp/backend-webgpu";
 * import { restorer } from "genericdp";
 *
 * const photos = restorer({ backend: webgpu() }); // activated by the first image
 * ```
 */
export function webgpu(options: WebgpuOptions = {}): Backend {
  const {
    powerPreference = "high-performance",
    bindingBytes,
    workPerSubmit,
    responses = "float32",
  } = options;
  for (const [name, value] of Object.entries({ bindingBytes, workPerSubmit })) {
    if (value === undefined || value > 0) continue;
    throw new RangeError(`webgpu: expected a positive ${name}, got ${value}`);
  }
  if (responses !== "float32" && responses !== "float16") {
    throw new RangeError(`webgpu: expected responses "float32" or "float16", got ${String(responses)}`);
  }
  const halves = responses === "float16";
  let started: StartedTfjs | undefined;
  let kernel: GpuKernel | undefined;
  const start = async (): Promise<string> => {
    const before = started;
    started = await startTfjs(before, powerPreference);
    if (started !== before) kernel = undefined;
    kernel ??= gpuKernel(started.tfjs, { bindingBytes, workPerSubmit, halves });
    registerKernels(kernel, started.watch);
    return BACKEND;
  };
  return {
    name: BACKEND,
    capabilities: halves ? { fusedStage: true, stageError: HALVES_ERROR } : { fusedStage: true },
    start,
    activate: async () => {
      await setBackend(await start());
    },
    release: () => {
      unregisterKernels();
      kernel = undefined;
    },
  };
}
