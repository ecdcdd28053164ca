import type { InputImage, RestoredImage } from "./image-kinds.ts";
import type { UpscaleOptions as SessionOptions, RestorerOptions } from "./restorer.ts";
import { withRestorer } from "./with-restorer.ts";

export interface UpscaleOptions extends SessionOptions, RestorerOptions {}

/**
 * Makes an image `scale` times as wide and high: finds the image that, blurred and shrunk, is the one given.
 *
 * @param image as for `denoise`; opacities are interpolated.
 * @throws TypeError or RangeError when the image is malformed, or the scale or the noise level is none; the
 *    reason of the signal when aborted.
 * @example
 * ```ts
 * import { upscale } from "genericdp";
 *
 * const small = { width: 24, height: 16, data: new Float32Array(24 * 16).fill(120) };
 * const large = await upscale(small, { scale: 2, noiseLevel: 1 }); // 48×32
 * ```
 */
export async function upscale<Image extends InputImage>(
  image: Image,
  { model, backend, inline, ...options }: UpscaleOptions,
): Promise<RestoredImage<Image>> {
  return withRestorer({ model, backend, inline }, (session) => session.upscale(image, options));
}
