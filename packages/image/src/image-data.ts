import { checkPixelImage, pixelImage } from "./pixel-image.ts";
import type { PixelImage } from "./pixel-image.ts";
import { isOpaque, quantize } from "./quantize.ts";

/** What `ImageData` and decoded RGBA have in common: `4·width·height` bytes, not premultiplied. */
export interface RgbaBytes {
  readonly data: Uint8ClampedArray | Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** RGBA bytes that `new ImageData(data, width, height)` and `putImageData` take. */
export interface RgbaImageData extends RgbaBytes {
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/**
 * The RGB image in an `ImageData`; alpha is absent if every pixel is opaque.
 *
 * @throws TypeError if the data are not bytes (a float16 canvas, for example).
 * @throws RangeError when the length is not 4·width·height.
 */
export function fromImageData(source: RgbaBytes): PixelImage {
  const { data: rgba, width, height } = source;
  if (!(rgba instanceof Uint8ClampedArray) && !(rgba instanceof Uint8Array)) {
    throw new TypeError("fromImageData: expected data of bytes (Uint8ClampedArray)");
  }
  if (rgba.length !== 4 * width * height) {
    throw new RangeError(`fromImageData: expected 4·${width}·${height} bytes, got ${rgba.length}`);
  }
  const n = width * height;
  const data = new Float32Array(3 * n);
  const alpha = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < 3; c++) data[3 * i + c] = rgba[4 * i + c]!;
    alpha[i] = rgba[4 * i + 3]!;
  }
  return pixelImage({ data, width, height, channels: 3, ...(isOpaque(alpha) ? {} : { alpha }) });
}

/**
 * RGBA bytes of an image: levels clamped to 0..255 and rounded, halves up; gray levels in all three colours.
 *
 * A plain object, so that it works where there is no DOM: in the browser, pass its fields to `new ImageData`.
 *
 * @throws RangeError if the image is malformed or a level is not finite.
 */
export function toImageData(image: PixelImage): RgbaImageData {
  checkPixelImage(image);
  const { data, alpha, width, height, channels } = image;
  const rgba = new Uint8ClampedArray(4 * width * height);
  const step = channels === 3 ? 1 : 0;
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) rgba[4 * i + c] = quantize(data[channels * i + c * step]!, 255);
    rgba[4 * i + 3] = alpha === undefined ? 255 : quantize(alpha[i]!, 255);
  }
  return { data: rgba, width, height };
}
