import type { Tensor4D } from "@tensorflow/tfjs-core";

/** A closed interval of noise levels (standard deviations in gray levels, 0..255). */
export interface NoiseRange {
  readonly min: number;
  readonly max: number;
}

export interface DenoiseOptions {
  /** Standard deviation of the Gaussian noise in `x`, in gray levels (0..255). */
  readonly noiseLevel: number;
}

/**
 * Anything that removes white Gaussian noise of a known standard deviation.
 *
 * `denoise` maps `[batch, height, width, channels]`, float32, gray levels 0..255, to a new tensor of the same
 * shape. It neither clips nor rounds, leaves `x` unchanged and leaks no tensor. It throws a `RangeError`
 * for a noise level outside `noiseRange`.
 */
export interface Denoiser {
  readonly name: string;
  readonly noiseRange: NoiseRange;
  /**
   * Channels of its images. Default: 1, gray. Three are an RGB image's luminance and two chrominances in an
   * orthonormal basis, in which white noise stays white.
   */
  readonly channels?: number;
  denoise(x: Tensor4D, options: DenoiseOptions): Tensor4D;
}

/** A denoiser that may return a promise, such as one in another thread; every `Denoiser` is one. */
export interface AsyncDenoiser extends Omit<Denoiser, "denoise"> {
  /**
   * As `Denoiser.denoise`, with a promise of the result or the result itself. Its tfjs ops before the first
   * await run on the backend of the solver, later ones on the backend that is current then.
   */
  denoise(x: Tensor4D, options: DenoiseOptions): Tensor4D | PromiseLike<Tensor4D>;
}
