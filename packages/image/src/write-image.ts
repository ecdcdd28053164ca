import type { EncodeImageOptions } from "./check-encoding.ts";
import { encodeFor } from "./encode-image.ts";
import { ImageWriteError } from "./image-errors.ts";
import type { ImageFormat, PixelImage } from "./pixel-image.ts";
import { pathOf } from "./read-image.ts";
import { replaceFile } from "./replace-file.ts";
import { KNOWN_EXTENSIONS, formatOfName } from "./sniff-format.ts";

export interface WriteImageOptions extends Omit<EncodeImageOptions, "format"> {
  /** Format of the file. Default: from its extension. */
  readonly format?: ImageFormat;
}

/**
 * Writes an image file atomically: at `path` there is always a complete file, old or new.
 *
 * @param path path or file URL; the extension (.png, .jpg, .jpeg, .webp, .tif, .tiff, .avif or .npy) selects
 *   the format.
 * @throws ImageWriteError when the format cannot hold the image (see `encodeImage`), the folder is missing or
 *   not writable, or `path` is not a file; nothing is left behind.
 * @throws TypeError or RangeError when the image is malformed, a level is not finite or an option is out of
 *   range.
 */
export async function writeImage(
  path: string | URL,
  image: PixelImage,
  options: WriteImageOptions = {},
): Promise<void> {
  const file = pathOf(path);
  const format = options.format ?? formatOfName(file);
  if (format === undefined) {
    throw new ImageWriteError(file, `expected one of ${KNOWN_EXTENSIONS}`, { code: "unsupported" });
  }
  await replaceFile(file, await encodeFor(file, image, { ...options, format }));
}
