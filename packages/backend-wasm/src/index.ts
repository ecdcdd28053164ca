export { stageKernel } from "./stage-kernel.ts";
export type {
  GainMapArrays,
  GainMapGradients,
  ScaleArrays,
  StageArrays,
  StageGradients,
} from "./stage-arrays.ts";
export type { StageKernel } from "./stage-kernel.ts";
export { instantiateStageModule, supportedVariant } from "./stage-module.ts";
export type { SimdVariant, StageModule } from "./stage-module.ts";
export { wasm } from "./wasm.ts";
export type { WasmOptions } from "./wasm.ts";
