import type { LevelImage, RgbaImage } from "./image-kinds.ts";
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
 * const large = await upscale(picture, { scale: 2 });
 */
export async function upscale<Image extends RgbaImage | LevelImage>(
  image: Image,
  { model, backend, ...options }: UpscaleOptions,
): Promise<Image> {
  return withRestorer({ model, backend }, (session) => session.upscale(image, options));
}
