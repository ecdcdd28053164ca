export { deblur } from "./deblur.ts";
export type { DeblurOptions } from "./deblur.ts";
export { denoise } from "./denoise.ts";
export type { DenoiseOptions } from "./denoise.ts";
export { estimateNoiseLevel } from "./estimate-noise-level.ts";
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
export type { ImageTask } from "./image-task.ts";
export { inpaint } from "./inpaint.ts";
export type { InpaintOptions } from "./inpaint.ts";
export { restore } from "./restore.ts";
export type { RestoreOptions } from "./restore.ts";
export { restorer } from "./pooled-restorer.ts";
export type { BackendInUse, BackendReport } from "./model-home.ts";
export type { DenoiseSettings, InlineRestorer, Restorer, RestorerOptions, SolveOptions } from "./restorer.ts";
export type { ScheduleName } from "./solve-planes.ts";
export { upscale } from "./upscale.ts";
export type { UpscaleOptions } from "./upscale.ts";
export { QueueFullError, WorkerLostError } from "./worker/worker-errors.ts";
export {
  bicubicKernel,
  diskKernel,
  gaussianKernel,
  kernelFromArray,
  motionKernel,
} from "@genericdp/operators";
export type { BlurBoundary, BlurKernel } from "@genericdp/operators";
