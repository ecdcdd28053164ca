export { GenericDPError } from "@genericdp/core";
export { deblock, deblur, denoise, despeckle, inpaint, restore, upscale } from "./calls.ts";
export type {
  DeblockOptions,
  DeblurOptions,
  DenoiseOptions,
  DespeckleOptions,
  InpaintOptions,
  RestoreOptions,
  UpscaleOptions,
} from "./calls.ts";
export { chooseNoiseLevel } from "./choose-noise-level.ts";
export { runsAsTrained } from "./solve-plane.ts";
export type { NoiseFacts } from "./choose-noise-level.ts";
export type { BackendInUse, BackendReport } from "./denoiser-session.ts";
export { checkDenoiser } from "./denoiser-source.ts";
export type { ModelName } from "@genericdp/model/bundled";
export type { DenoiserFacts } from "./denoiser-source.ts";
export { analyseNoise, estimateNoiseLevel } from "./estimate-noise-level.ts";
export { blindNoiseLevel, describeBlur, describeExamination, estimateBlur, examine } from "./examine.ts";
export type { Examination, Remedy } from "./examine.ts";
export { fastestBackend } from "./fastest-backend.ts";
export type { BackendChoice, BackendTrial, FastestBackendOptions } from "./fastest-backend.ts";
export type {
  DrawableImage,
  InputImage,
  IntegerImage,
  LevelImage,
  Pixels,
  RawImage,
  RestoredImage,
  RgbaImage,
} from "./image-kinds.ts";
export { specked } from "./specked.ts";
export type { ImageTask } from "./image-task.ts";
export type {
  ChosenNoiseLevel,
  DeblockSettings,
  DeblurSettings,
  DenoiseSettings,
  DespeckleSettings,
  InpaintSettings,
  NoiseOptions,
  PixelLimit,
  RestoreSettings,
  Rows,
  ScheduleName,
  SolveOptions,
  UpscaleSettings,
} from "./options.ts";
export { restorer } from "./pooled-restorer.ts";
export type { InlineRestorer, Restorer, RestorerOptions, VerbTasks } from "./restorer.ts";
export type { Verb, VerbArguments, VerbName, Verbs, VerbSettings } from "./verbs.ts";
export { QueueFullError, WorkerLostError } from "./worker/worker-errors.ts";
export {
  blurred,
  defineDegradation,
  downscaled,
  jpegCompressed,
  masked,
  noisy,
  photonNoise,
  poissonGaussian,
  quantized,
} from "@genericdp/degradations";
export type {
  Border,
  Degradation,
  EstimatedBlur,
  JpegQuantization,
  NoiseModel,
  PoissonGaussianNoise,
  Stabilization,
} from "@genericdp/degradations";
export { MAX_PIXELS, TooManyPixelsError } from "@genericdp/image";
export { describeNoise, isNearlyClean } from "@genericdp/noise";
export type { PhotoNoise, PlaneNoise } from "@genericdp/noise";
export {
  bicubicKernel,
  diskKernel,
  gaussianKernel,
  kernelFromArray,
  motionKernel,
} from "@genericdp/operators";
export type { BlurBoundary, BlurKernel } from "@genericdp/operators";
