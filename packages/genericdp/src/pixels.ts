import { pixelImage } from "@genericdp/image";
import type { PixelImage } from "@genericdp/image";
import { fromImageData, toImageData } from "@genericdp/image/browser";
import type { LevelImage, RgbaImage } from "./image-kinds.ts";

/**
 * The gray levels of either kind of image, copied, so that the caller may go on with theirs.
 *
 * @throws TypeError or RangeError when it is neither kind, its size is wrong or a level is not finite.
 */
export function toPixels(image: RgbaImage | LevelImage): PixelImage {
  const { data, width, height } = image;
  if (data instanceof Uint8ClampedArray) return fromImageData({ data, width, height });
  if (!(data instanceof Float32Array)) {
    const got = Object.prototype.toString.call(data).slice(8, -1);
    throw new TypeError(`image: expected data of Uint8ClampedArray (RGBA) or Float32Array, got ${got}`);
  }
  const channels = "channels" in image ? image.channels : undefined;
  // An image read from a file may have opacities.
  const alpha = "alpha" in image && image.alpha instanceof Float32Array ? { alpha: image.alpha.slice() } : {};
  const pixels = { data: new Float32Array(data), width, height, ...alpha };
  return pixelImage(channels === undefined ? pixels : { ...pixels, channels });
}

/** What browsers have and Node has not. */
type ImageDataConstructor = new (
  data: Uint8ClampedArray<ArrayBuffer>,
  width: number,
  height: number,
  settings: { colorSpace?: string },
) => RgbaImage & { readonly colorSpace?: string };

/**
 * `pixels` as the kind of image that `original` is, of their own size, with whatever else `original` says
 * about itself.
 */
export function fromPixels<Image extends RgbaImage | LevelImage>(original: Image, pixels: PixelImage): Image {
  const { width, height, alpha } = pixels;
  if (original.data instanceof Float32Array) {
    return { ...original, ...(alpha && { alpha }), width, height, data: pixels.data };
  }
  const { data } = toImageData(pixels);
  const { ImageData } = globalThis as { ImageData?: ImageDataConstructor };
  if (ImageData === undefined || !(original instanceof ImageData)) {
    return { ...original, width, height, data };
  }
  const { colorSpace } = original;
  const copy = new ImageData(data, width, height, colorSpace === undefined ? {} : { colorSpace });
  // The class is that of the original.
  return copy as typeof original;
}
