import { jpegCompressed } from "@genericdp/degradations";
import type { Degradation } from "@genericdp/degradations";
import { standardTables, strongestJpeg } from "@genericdp/image";
import type { PixelImage } from "@genericdp/image";
import type { DeblockSettings } from "./options.ts";

/**
 * Tells how an image was stored as JPEG: according to the options, its file, or its pixels.
 *
 * @throws TypeError if it is given twice, RangeError for an invalid quality. The returned function throws
 *    TypeError for an image that does not show it either.
 */
export function storedAsJpeg({
  quantization,
  jpegQuality,
}: DeblockSettings): (image: PixelImage) => Degradation {
  if (quantization !== undefined && jpegQuality !== undefined) {
    throw new TypeError("deblock: expected quantization (tables of the file) or jpegQuality, got both");
  }
  if (
    jpegQuality !== undefined &&
    !(Number.isInteger(jpegQuality) && jpegQuality >= 1 && jpegQuality <= 100)
  ) {
    throw new RangeError(`deblock: expected a whole jpegQuality from 1 to 100, got ${jpegQuality}`);
  }
  const given = jpegQuality === undefined ? quantization : standardTables(jpegQuality);
  if (given !== undefined) {
    const happened = jpegCompressed(given);
    return () => happened;
  }
  return (image) => {
    const found = strongestJpeg(image);
    if (found !== undefined) return jpegCompressed(found);
    const expected = "expected quantization (tables of the file) or jpegQuality";
    throw new TypeError(`deblock: ${expected}: the pixels show no trace of JPEG`);
  };
}
