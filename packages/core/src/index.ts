export type { Backend, BackendCapabilities } from "./backend.ts";
export type { DenoiseOptions, Denoiser, NoiseRange } from "./denoiser.ts";
export { composedStage, composedStageGradient } from "./stage/composed-stage.ts";
export { DIFFUSION_STAGE, DIFFUSION_STAGE_GRADIENT, diffusionStage, readStageAttributes } from "./stage/diffusion-stage.ts";
export { packStageInputs, unpackStageInputs } from "./stage/stage-inputs.ts";
export type { StageAttributes, StageInputs, StageScale } from "./stage/stage-inputs.ts";
