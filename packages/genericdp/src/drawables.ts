import { checkPixelCount } from "@genericdp/image";
import type { DrawableImage, InputImage, Pixels, RawImage } from "./image-kinds.ts";
import type { PixelLimit } from "./options.ts";
import { kindOf } from "./kind-of.ts";

/** Compared by name, because the classes of another frame are different objects. */
const DRAWABLES = ["HTMLCanvasElement", "OffscreenCanvas", "ImageBitmap", "VideoFrame"];

/**
 * An image as pixels: objects with pixels are returned as they are, drawables of a browser as a new
 * `ImageData`.
 *
 * @throws TypeError if it is not an image; RangeError if it is empty or closed; TooManyPixelsError before
 *   anything is copied; the error of the browser if the page may not read an image from another origin.
 */
export function asPixels(image: InputImage, { maxPixels }: PixelLimit = {}): Pixels {
  const kind = kindOf(image);
  if (isDrawable(image, kind)) return readDrawable(image, kind, maxPixels);
  if (typeof image === "object" && image !== null && "data" in image) {
    const pixels = "info" in image ? readRaw(image) : image;
    checkPixelCount(pixels, maxPixels);
    return pixels;
  }
  const expected = `image: expected { data, width, height } or one of ${DRAWABLES.join(", ")}`;
  const hint = kind === "String" || kind === "Uint8Array" ? "; genericdp/node takes files" : "";
  throw new TypeError(`${expected}, got ${kind}${hint}`);
}

function readRaw({ data, info }: RawImage): Pixels {
  const { width, height, channels } = info;
  return { data, width, height, channels };
}

function isDrawable(_image: InputImage, kind: string): _image is DrawableImage {
  return DRAWABLES.includes(kind);
}

function readDrawable(image: DrawableImage, kind: string, maxPixels?: number): ImageData {
  const [width, height] =
    "displayWidth" in image ? [image.displayWidth, image.displayHeight] : [image.width, image.height];
  // A closed one also has the size 0×0.
  if (!(width > 0 && height > 0)) {
    throw new RangeError(`image: expected ${kind} with pixels, got ${width}×${height}`);
  }
  checkPixelCount({ width, height }, maxPixels);
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (context === null) throw new RangeError(`image: expected a canvas's size, got ${width}×${height}`);
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, width, height);
}
