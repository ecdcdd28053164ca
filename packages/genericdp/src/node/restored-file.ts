import type { PixelImage } from "@genericdp/image";
import { encodeImage, outputFormat, writeImage } from "@genericdp/image/node";
import type { EncodeImageOptions, WriteImageOptions } from "@genericdp/image/node";

/** A restored image file. */
export interface RestoredFile {
  /** The pixels as gray levels, neither clipped nor rounded, with the metadata of the file. */
  readonly image: PixelImage;
  /** The bytes of a file, see `encodeImage`. Default format: that of the original (of GIF and BMP: PNG). */
  encode(
    format?: EncodeImageOptions["format"],
    options?: Omit<EncodeImageOptions, "format">,
  ): Promise<Uint8Array>;
  /** Writes a complete file or none, in the format given by its name, see `writeImage`. */
  save(path: string | URL, options?: WriteImageOptions): Promise<void>;
}

/** An image that can be written to a file. */
export function restoredFile(image: PixelImage): RestoredFile {
  return {
    image,
    encode: (format = outputFormat(image.format), options = {}) => encodeImage(image, { ...options, format }),
    save: (path, options) => writeImage(path, image, options),
  };
}
