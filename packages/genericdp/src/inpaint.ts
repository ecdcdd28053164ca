import type { LevelImage, RgbaImage } from "./image-kinds.ts";
import type { InpaintOptions as SessionOptions, RestorerOptions } from "./restorer.ts";
import { withRestorer } from "./with-restorer.ts";

export interface InpaintOptions extends SessionOptions, RestorerOptions {}

/**
 * Fills in missing pixels; known ones are freed of what noise they have.
 *
 * @param image as for `denoise`; its missing pixels may hold anything.
 * @throws TypeError or RangeError when the image or the mask is malformed or of the wrong size, or the noise
 *    level is none; the reason of the signal when aborted.
 * @example
 * const whole = await inpaint(photo, { known: scratches.map((there) => (there ? 0 : 1)) });
 */
export async function inpaint<Image extends RgbaImage | LevelImage>(
  image: Image,
  { model, backend, ...options }: InpaintOptions,
): Promise<Image> {
  return withRestorer({ model, backend }, (session) => session.inpaint(image, options));
}
