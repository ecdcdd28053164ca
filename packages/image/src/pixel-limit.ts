import { GenericDPError } from "@genericdp/core/errors";

/** The size of an image in pixels. */
interface Size {
  readonly width: number;
  readonly height: number;
}

/** The limit of every function that takes images, unless the caller sets another: 100 million pixels. */
export const MAX_PIXELS = 1e8;

/** An image, or the result of a task, has more pixels than allowed. Thrown before the work. */
export class TooManyPixelsError extends GenericDPError {
  override readonly name = "TooManyPixelsError";
  override readonly code = "too-large";
}

/**
 * Checks the size of an image, or of a result, before memory is spent on it.
 *
 * @param what names it in the error. Default: "image".
 * @throws TooManyPixelsError if it has more than `maxPixels` pixels; TypeError or RangeError if
 *   `maxPixels` is not a positive number.
 */
export function checkPixelCount(size: Size, maxPixels: number = MAX_PIXELS, what = "image"): void {
  checkMaxPixels(maxPixels);
  if (size.width * size.height > maxPixels) {
    throw new TooManyPixelsError(`${what}: ${tooManyPixels(size, maxPixels)}`);
  }
}

/** @throws TypeError or RangeError unless it is a positive number. */
export function checkMaxPixels(maxPixels: number): void {
  if (typeof maxPixels !== "number") {
    throw new TypeError(`image: expected maxPixels to be a number, got ${typeof maxPixels}`);
  }
  if (!(maxPixels > 0)) throw new RangeError(`image: expected maxPixels to be positive, got ${maxPixels}`);
}

/** The message for an image that is too large, with its size. */
export function tooManyPixels({ width, height }: Size, maxPixels: number): string {
  const megapixels = (pixels: number): string => `${Number((pixels / 1e6).toPrecision(6))}`;
  const got = `it has ${width}×${height} pixels, ${megapixels(width * height)} megapixels`;
  return `${got}; the limit (maxPixels) is ${megapixels(maxPixels)} megapixels`;
}
