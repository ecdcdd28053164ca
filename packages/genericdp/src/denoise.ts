import type { InputImage, RestoredImage } from "./image-kinds.ts";
import type { DenoiseSettings, RestorerOptions } from "./restorer.ts";
import { withRestorer } from "./with-restorer.ts";

export interface DenoiseOptions extends DenoiseSettings, RestorerOptions {}

/**
 * Removes white Gaussian noise from an image.
 *
 * RGBA bytes come back as RGBA bytes, clipped and rounded, with their alpha; an `ImageData` as an
 * `ImageData`, and so do a canvas, an `ImageBitmap` and a `VideoFrame`. Gray levels come back as gray levels,
 * neither clipped nor rounded. Any other field of a plain object is kept. Colour is turned into three
 * opponent planes, each restored with the noise level of the image.
 *
 * The bundled model stays in memory for the next call; to keep a `model` of your own ready, use `restorer`.
 *
 * @param image RGBA bytes, gray levels 0..255 or what a browser draws; left unchanged, and copied before the
 *   call returns its promise
 * @throws TypeError or RangeError when the image is malformed, when the noise level lies outside the model's
 *   range and when it is "auto" and the image too small to tell; ModelFormatError when the bytes given are
 *   no model; the reason of the signal when aborted; Error where there is no WebAssembly SIMD.
 * @example
 * ```ts
 * import { denoise } from "genericdp";
 *
 * // In a browser an ImageData, a canvas …; anywhere, gray levels:
 * const data = Float32Array.from({ length: 48 * 32 }, () => 99 + 60 * Math.random());
 * const clean = await denoise({ data, width: 48, height: 32 }, { noiseLevel: 17 });
 * ```
 */
export async function denoise<Image extends InputImage>(
  image: Image,
  { model, backend, inline, ...options }: DenoiseOptions = {},
): Promise<RestoredImage<Image>> {
  return withRestorer({ model, backend, inline }, (session) => session.denoise(image, options));
}
