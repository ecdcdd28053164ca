import { jpegCompressed } from "@genericdp/degradations";
import { findQuantization, standardTables } from "@genericdp/image";
import type { DeblockSettings } from "../options.ts";
import type { Verb } from "./verb.ts";

export const deblock: Verb<DeblockSettings> = {
  kind: "solve",
  own: ["quantization", "jpegQuality"],
  degradation: ({ quantization, jpegQuality }, image) => {
    if (quantization !== undefined && jpegQuality !== undefined) {
      throw new TypeError("deblock: expected quantization (tables of the file) or jpegQuality, got both");
    }
    if (quantization !== undefined) return jpegCompressed(quantization);
    if (jpegQuality === undefined) {
      const found = image.jpeg ?? findQuantization(image);
      if (found !== undefined) return jpegCompressed(found);
      const expected = "expected quantization (tables of the file) or jpegQuality";
      throw new TypeError(`deblock: ${expected}: nothing of JPEG is seen in the pixels`);
    }
    if (Number.isInteger(jpegQuality) && jpegQuality! >= 1 && jpegQuality! <= 100) {
      return jpegCompressed(standardTables(jpegQuality!));
    }
    throw new RangeError(`deblock: expected a whole jpegQuality from 1 to 100, got ${jpegQuality}`);
  },
};
