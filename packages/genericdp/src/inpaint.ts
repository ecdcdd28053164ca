import type { InputImage, RestoredImage } from "./image-kinds.ts";
import type { InpaintOptions as SessionOptions, RestorerOptions } from "./restorer.ts";
import { withRestorer } from "./with-restorer.ts";

export interface InpaintOptions extends SessionOptions, RestorerOptions {}

/**
 * Fills in missing pixels. Known ones stay exactly as they are, or with a `noiseLevel` are freed of noise.
 *
 * @param image as for `denoise`; its missing pixels may hold anything.
 * @throws TypeError or RangeError when the image or the mask is malformed or of the wrong size, or the noise
 *    level is none; the reason of the signal when aborted.
 * @example
 * ```ts
 * import { inpaint } from "genericdp";
 *
 * const photo = { width: 48, height: 32, data: new Float32Array(48 * 32).fill(120) };
 * const known = photo.data.map((_, i) => (i % 7 === 0 ? 0 : 1));
 * const whole = await inpaint(photo, { known });
 * ```
 */
export async function inpaint<Image extends InputImage>(
  image: Image,
  { model, backend, inline, ...options }: InpaintOptions,
): Promise<RestoredImage<Image>> {
  return withRestorer({ model, backend, inline }, (session) => session.inpaint(image, options));
}
