import { pixelImage } from "@genericdp/image";
import type { PixelImage } from "@genericdp/image";
import { fromImageData, toImageData } from "@genericdp/image/browser";
import type { Pixels, RgbaImage } from "./image-kinds.ts";
import { fromIntegers, toIntegers } from "./integer-pixels.ts";
import { kindOf } from "./kind-of.ts";

/**
 * The gray levels of any kind of pixels, copied, so that the caller can keep using theirs.
 *
 * @param copy Default: true. Without, gray levels in a Float32Array are those of the caller.
 * @throws TypeError or RangeError for any other object, a wrong size or a level that is not finite.
 */
export function toPixels(image: Pixels, copy = true): PixelImage {
  const pixels = readPixels(image, copy);
  const { jpeg } = image;
  if (jpeg === undefined) return pixels;
  for (const table of [jpeg.luma, jpeg.chroma ?? jpeg.luma]) {
    if (Array.isArray(table) && table.length === 64 && table.every((step) => step > 0)) continue;
    throw new TypeError(`image: expected jpeg to have tables of 64 steps above 0, got ${String(table)}`);
  }
  return { ...pixels, jpeg };
}

function readPixels(image: Pixels, copy: boolean): PixelImage {
  const { data, width, height } = image;
  if (data instanceof Uint8ClampedArray) return fromImageData({ data, width, height });
  const channels = "channels" in image ? image.channels : undefined;
  if (data instanceof Uint8Array || data instanceof Uint16Array) {
    return fromIntegers({ data, width, height, ...(channels !== undefined && { channels }) });
  }
  if (!(data instanceof Float32Array)) {
    const got = kindOf(data);
    const expected = "Uint8ClampedArray (RGBA), Uint8Array, Uint16Array or Float32Array";
    throw new TypeError(`image: expected data of ${expected}, got ${got}`);
  }
  if (channels === 2 || channels === 4) {
    throw new RangeError(`image: expected 1 or 3 channels of a Float32Array, got ${channels}`);
  }
  // An image read from a file may have an alpha channel.
  const own = (levels: Float32Array): Float32Array<ArrayBuffer> =>
    copy || !(levels.buffer instanceof ArrayBuffer)
      ? new Float32Array(levels)
      : (levels as Float32Array<ArrayBuffer>);
  const alpha = "alpha" in image && image.alpha instanceof Float32Array ? { alpha: own(image.alpha) } : {};
  const pixels = { data: own(data), width, height, ...alpha };
  return pixelImage(channels === undefined ? pixels : { ...pixels, channels });
}

/** Globals of browsers that Node does not have. */
type ImageDataConstructor = new (
  data: Uint8ClampedArray<ArrayBuffer>,
  width: number,
  height: number,
  settings: { colorSpace?: string },
) => RgbaImage & { readonly colorSpace?: string };

/** `pixels` as an image of the kind of `original`, of their own size, with the other fields of `original`. */
export function fromPixels<Image extends Pixels>(original: Image, pixels: PixelImage): Image {
  const { width, height, alpha } = pixels;
  if (original.data instanceof Float32Array) {
    return { ...original, ...(alpha && { alpha }), width, height, data: pixels.data };
  }
  if (original.data instanceof Uint8Array || original.data instanceof Uint16Array) {
    const { data, width: columns, height: rows } = original;
    return { ...original, width, height, data: toIntegers(pixels, data, data.length / (columns * rows)) };
  }
  const { data } = toImageData(pixels);
  const { ImageData } = globalThis as { ImageData?: ImageDataConstructor };
  if (ImageData === undefined || !(original instanceof ImageData)) {
    return { ...original, width, height, data };
  }
  const { colorSpace } = original;
  const copy = new ImageData(data, width, height, colorSpace === undefined ? {} : { colorSpace });
  // The class of the original.
  return copy as typeof original;
}
