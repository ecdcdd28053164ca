import type { LevelImage, RgbaImage } from "./image-kinds.ts";
import type { DenoiseSettings, RestorerOptions } from "./restorer.ts";
import { withRestorer } from "./with-restorer.ts";

export interface DenoiseOptions extends DenoiseSettings, RestorerOptions {}

/**
 * Removes white Gaussian noise from an image.
 *
 * RGBA bytes come back as RGBA bytes, clipped and rounded, with their alpha; an `ImageData` as an
 * `ImageData`. Gray levels come back as gray levels, neither clipped nor rounded. Any other field of a plain
 * object is kept. Colour is turned into three opponent planes, each restored with the noise level of the
 * image.
 *
 * The bundled model stays in memory for the next call; to keep a `model` of your own ready, use `restorer`.
 *
 * @param image RGBA bytes or gray levels 0..255; left unchanged, and copied before the call returns its
 *   promise
 * @throws TypeError or RangeError when the image is malformed, when the noise level lies outside the model's
 *   range and when it is "auto" and the image too small to tell; ModelFormatError when the bytes given are
 *   no model; the reason of the signal when aborted; Error where there is no WebAssembly SIMD.
 * @example
 * const clean = await denoise(context.getImageData(0, 0, canvas.width, canvas.height), { noiseLevel: 25 });
 */
export async function denoise<Image extends RgbaImage | LevelImage>(
  image: Image,
  { model, backend, ...options }: DenoiseOptions = {},
): Promise<Image> {
  return withRestorer({ model, backend }, (session) => session.denoise(image, options));
}
