export { registerStageKernel, unregisterStageKernel } from "./register-stage-kernel.ts";
export type {
  GainMapArrays,
  GainMapGradients,
  ImageSizes,
  ScaleArrays,
  StageArrays,
  StageGradients,
} from "./stage-arrays.ts";
export type { StageKernel, StageKind } from "./stage-kernel.ts";
export { supportedVariant } from "./stage-module.ts";
export type { SimdVariant } from "./stage-module.ts";
export { plannedThreads, startStageKernel } from "./start-stage-kernel.ts";
export type { RunningStageKernel, StartOptions } from "./start-stage-kernel.ts";
