import {
  DIFFUSION_STAGE,
  GAIN_MAP,
  composedGainMap,
  composedStage,
  readStageAttributes,
  unpackGainMapInputs,
  unpackStageInputs,
} from "@genericdp/core";
import { getKernel, registerKernel, unregisterKernel } from "@tensorflow/tfjs-core";
import type { NamedAttrMap, Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import type { GpuKernel } from "./gpu-kernel.ts";
import { gainMapVariant, runGainMap, runStage, stageVariants } from "./stage-passes.ts";
import { BACKEND } from "./start-tfjs.ts";
import type { DeviceWatch } from "./watch-device.ts";

/**
 * Makes the fused shaders run core's ops on tfjs's "webgpu" backend; their gradients stay composed of tfjs
 * ops.
 */
export function registerKernels(kernel: GpuKernel, watch: DeviceWatch): void {
  unregisterKernels();
  const register = (
    kernelName: string,
    run: (tensors: Tensor[], attrs: NamedAttrMap | undefined) => TensorInfo,
  ): void => {
    registerKernel({
      kernelName,
      backendName: BACKEND,
      kernelFunc: ({ inputs, attrs }) => {
        watch.check();
        return run(Object.values(inputs) as Tensor[], attrs as NamedAttrMap | undefined);
      },
    });
  };
  register(DIFFUSION_STAGE, (tensors, attrs) => {
    const inputs = unpackStageInputs(tensors, readStageAttributes(attrs));
    const fused = areFloats(tensors) && stageVariants(inputs).every(kernel.holds);
    return fused ? runStage(kernel, inputs) : composedStage(inputs);
  });
  register(GAIN_MAP, (tensors, attrs) => {
    const inputs = unpackGainMapInputs(tensors, attrs?.["radius"] as number);
    const fused = areFloats(tensors) && kernel.holds(gainMapVariant(inputs));
    return fused ? runGainMap(kernel, inputs) : composedGainMap(inputs);
  });
}

/** Takes the shaders back; core then composes its ops from tfjs's. */
export function unregisterKernels(): void {
  for (const name of [DIFFUSION_STAGE, GAIN_MAP]) {
    if (getKernel(name, BACKEND) !== undefined) unregisterKernel(name, BACKEND);
  }
}

/** The shaders read the buffers as they are. */
function areFloats(tensors: readonly Tensor[]): boolean {
  return tensors.every((tensor) => tensor.dtype === "float32");
}
