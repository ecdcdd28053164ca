export type { Backend, BackendCapabilities } from "./backend.ts";
export type { AsyncDenoiser, DenoiseOptions, Denoiser, NoiseRange } from "./denoiser.ts";
export { boundedCache } from "./bounded-cache.ts";
export type { DataTerm, ProxGradient } from "./data-term.ts";
export { defineLinearOperator } from "./linear-operator.ts";
export type { ImageShape, LinearOperator } from "./linear-operator.ts";
export { BackendUnavailable, GenericDPError } from "./errors.ts";
export { nextTask } from "./next-task.ts";
export { addGaussianNoise, randomStream } from "./random-stream.ts";
export type { RandomStream } from "./random-stream.ts";
export { composedStage, composedStageGradient } from "./stage/composed-stage.ts";
export {
  DIFFUSION_STAGE,
  DIFFUSION_STAGE_GRADIENT,
  diffusionStage,
  diffusionStageGradient,
  readStageAttributes,
} from "./stage/diffusion-stage.ts";
export {
  GAIN_MAP,
  GAIN_MAP_GRADIENT,
  composedGainMap,
  composedGainMapGradient,
  gainMap,
  gainMapGradient,
  packGainMapInputs,
  readGainMapAttributes,
  unpackGainMapInputs,
} from "./stage/gain-map.ts";
export type { GainMapAttributes, GainMapInputs } from "./stage/gain-map.ts";
export { gainOfScale, isPowerOfTwo, packStageInputs, unpackStageInputs } from "./stage/stage-inputs.ts";
export type { ScaleAttributes, StageAttributes, StageInputs, StageScale } from "./stage/stage-inputs.ts";
export { tabulateInfluence } from "./stage/tabulate-influence.ts";
export {
  currentBackend,
  iterateOn,
  keepCurrent,
  runOn,
  startTfjsBackend,
  waitFor,
  withBackend,
} from "./tensor-work.ts";
export type { TensorWork, Wait } from "./tensor-work.ts";
export { provideTfjsKernel, runTfjsKernel } from "./tfjs-kernel.ts";
