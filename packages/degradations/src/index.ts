export { blurred } from "./blurred.ts";
export { defineDegradation, degradationName } from "./degradation.ts";
export type {
  Border,
  Degradation,
  Family,
  MeasuredImage,
  NoiseModel,
  Plane,
  ScheduleFactory,
  Stabilization,
} from "./degradation.ts";
export { downscaled } from "./downscaled.ts";
export { GAPS } from "./gaps.ts";
export { jpegCompressed } from "./jpeg-compressed.ts";
export type { JpegQuantization } from "./jpeg-compressed.ts";
export { convolutionError, gapError, quantizationError } from "./linear-error.ts";
export { masked } from "./masked.ts";
export { noisy } from "./noisy.ts";
export { photonNoise } from "./photon-noise.ts";
export { poissonGaussian } from "./poisson-gaussian.ts";
export type { PoissonGaussianNoise } from "./poisson-gaussian.ts";
export { quantized } from "./quantized.ts";
export { estimateBlur } from "./blind/estimate-blur.ts";
export type { EstimatedBlur } from "./blind/estimate-blur.ts";
