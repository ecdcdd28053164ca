import type { PixelImage } from "@genericdp/image";
import { readImage } from "@genericdp/image/node";

/** An image file: its path, file URL, or bytes in a `Buffer` or any `Uint8Array`. */
export type ImageSource = string | URL | Uint8Array;

/**
 * Reads the image in a file.
 *
 * @throws TypeError for any other `source`; ImageReadError if the file is not an image.
 */
export async function readSource(source: ImageSource): Promise<PixelImage> {
  if (typeof source === "string" || source instanceof URL || source instanceof Uint8Array) {
    return readImage(source);
  }
  const got = Object.prototype.toString.call(source).slice(8, -1);
  const expected = "image: expected a path, a file URL or the bytes of a file";
  throw new TypeError(`${expected}, got ${got}; for pixels use the entry "genericdp"`);
}
