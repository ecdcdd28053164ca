import { jpegCompressed } from "@genericdp/degradations";
import type { Degradation } from "@genericdp/degradations";
import { standardTables, strongestJpeg } from "@genericdp/image";
import type { PixelImage } from "@genericdp/image";
import type { DeblockSettings } from "./options.ts";

/**
 * How an image was stored as JPEG: according to the options, its file, or its pixels.
 *
 * @throws TypeError if this is unknown or given twice; RangeError for an invalid quality.
 */
export function storedAsJpeg({ quantization, jpegQuality }: DeblockSettings, image: PixelImage): Degradation {
  if (quantization !== undefined && jpegQuality !== undefined) {
    throw new TypeError("deblock: expected quantization (tables of the file) or jpegQuality, got both");
  }
  if (quantization !== undefined) return jpegCompressed(quantization);
  if (jpegQuality === undefined) {
    const found = strongestJpeg(image);
    if (found !== undefined) return jpegCompressed(found);
    const expected = "expected quantization (tables of the file) or jpegQuality";
    throw new TypeError(`deblock: ${expected}: the pixels show no trace of JPEG`);
  }
  if (Number.isInteger(jpegQuality) && jpegQuality! >= 1 && jpegQuality! <= 100) {
    return jpegCompressed(standardTables(jpegQuality!));
  }
  throw new RangeError(`deblock: expected a whole jpegQuality from 1 to 100, got ${jpegQuality}`);
}
