import type { InputImage, RestoredImage } from "./image-kinds.ts";
import type { DeblurOptions as SessionOptions, RestorerOptions } from "./restorer.ts";
import { withRestorer } from "./with-restorer.ts";

export interface DeblurOptions extends SessionOptions, RestorerOptions {}

/**
 * Removes a known blur, and the noise that came after it, by half-quadratic splitting with the model as
 * prior.
 *
 * By default nothing is taken for granted about what lies beyond the image's edges, as for a photo. The
 * result has the size of the image.
 *
 * @param image as for `denoise`.
 * @throws TypeError or RangeError when the image is malformed, smaller than a "valid" or circular kernel, or
 *    the noise level is none; the reason of the signal when aborted.
 * @example
 * ```ts
 * import { deblur, motionKernel } from "genericdp";
 *
 * const photo = { width: 48, height: 32, data: new Float32Array(48 * 32).fill(120) };
 * const sharp = await deblur(photo, { kernel: motionKernel(5, 30), noiseLevel: 2 });
 * ```
 */
export async function deblur<Image extends InputImage>(
  image: Image,
  { model, backend, inline, ...options }: DeblurOptions,
): Promise<RestoredImage<Image>> {
  return withRestorer({ model, backend, inline }, (session) => session.deblur(image, options));
}
