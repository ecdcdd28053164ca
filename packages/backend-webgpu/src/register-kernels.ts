import {
  DIFFUSION_STAGE,
  DIFFUSION_STAGE_GRADIENT,
  GAIN_MAP,
  GAIN_MAP_GRADIENT,
  composedGainMap,
  composedGainMapGradient,
  composedStage,
  composedStageGradient,
  readGainMapAttributes,
  readStageAttributes,
  unpackGainMapInputs,
  unpackStageInputs,
} from "@genericdp/core";
import type { GainMapInputs, StageInputs } from "@genericdp/core";
import { getKernel, registerKernel, unregisterKernel } from "@tensorflow/tfjs-core";
import type { NamedAttrMap, Tensor, Tensor4D, TensorInfo } from "@tensorflow/tfjs-core";
import { gainMapGradientVariant, runGainMapGradient } from "./gradient/gain-map-gradient.ts";
import { runStageGradient, stageGradientVariants } from "./gradient/stage-gradient.ts";
import type { GpuKernel } from "./gpu-kernel.ts";
import { gainMapVariant, runGainMap, runStage, stageVariants } from "./stage-passes.ts";
import { BACKEND } from "./start-tfjs.ts";
import type { DeviceWatch } from "./watch-device.ts";

/** Registers the fused shaders for core's ops and their gradients on the "webgpu" backend of tfjs. */
export function registerKernels(kernel: GpuKernel, watch: DeviceWatch): void {
  unregisterKernels();
  const register = (
    kernelName: string,
    run: (tensors: Tensor[], attrs: NamedAttrMap | undefined) => TensorInfo | TensorInfo[],
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
    const fused =
      areFloats(tensors) && isGrayPyramid(inputs) && stageVariants(inputs, kernel.halves).every(kernel.holds);
    return fused ? runStage(kernel, inputs) : composedStage(inputs);
  });
  register(DIFFUSION_STAGE_GRADIENT, ([dy, ...tensors], attrs) => {
    const inputs = unpackStageInputs(tensors, readStageAttributes(attrs));
    const fused =
      areFloats([dy!, ...tensors]) &&
      isGrayPyramid(inputs) &&
      stageGradientVariants(inputs).every((v) => kernel.gradientTiles(v));
    return fused
      ? runStageGradient(kernel, dy as Tensor4D, inputs)
      : composedStageGradient(dy as Tensor4D, inputs);
  });
  register(GAIN_MAP, (tensors, attrs) => {
    const inputs = unpackGainMapInputs(tensors, readGainMapAttributes(attrs));
    const fused = areFloats(tensors) && isGrayMap(inputs) && kernel.holds(gainMapVariant(inputs));
    return fused ? runGainMap(kernel, inputs) : composedGainMap(inputs);
  });
  register(GAIN_MAP_GRADIENT, ([dy, ...tensors], attrs) => {
    const inputs = unpackGainMapInputs(tensors, readGainMapAttributes(attrs));
    const variant = gainMapGradientVariant(inputs);
    const fused =
      areFloats([dy!, ...tensors]) &&
      isGrayMap(inputs) &&
      kernel.holds(gainMapVariant(inputs)) &&
      kernel.gradientTiles(variant) !== undefined;
    return fused
      ? runGainMapGradient(kernel, dy as Tensor4D, inputs)
      : composedGainMapGradient(dy as Tensor4D, inputs);
  });
}

/** Unregisters the shaders; core then composes its ops from those of tfjs. */
export function unregisterKernels(): void {
  for (const name of [DIFFUSION_STAGE, DIFFUSION_STAGE_GRADIENT, GAIN_MAP, GAIN_MAP_GRADIENT]) {
    if (getKernel(name, BACKEND) !== undefined) unregisterKernel(name, BACKEND);
  }
}

/** Whether the shaders support a stage: one channel, one gain, one reaction per sample, scales that halve. */
function isGrayPyramid({ x, reaction, gain, scales }: StageInputs): boolean {
  const gray = x.shape[3] === 1 && gain.shape.at(-1) === 1 && reaction.rank === 2;
  return gray && scales.every(({ block }, s) => block === 2 ** s);
}

function isGrayMap({ x, gain }: GainMapInputs): boolean {
  return x.shape[3] === 1 && gain.shape[1] === 1;
}

/** The shaders read the buffers directly. */
function areFloats(tensors: readonly Tensor[]): boolean {
  return tensors.every((tensor) => tensor.dtype === "float32");
}
