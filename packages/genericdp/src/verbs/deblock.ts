import { jpegCompressed } from "@genericdp/degradations";
import { standardTables } from "@genericdp/image";
import type { DeblockSettings } from "../options.ts";
import type { Verb } from "./verb.ts";

export const deblock: Verb<DeblockSettings> = {
  kind: "solve",
  own: ["quantization", "jpegQuality"],
  degradation: ({ quantization, jpegQuality }) => {
    if ((quantization === undefined) === (jpegQuality === undefined)) {
      const got = quantization === undefined ? "neither" : "both";
      throw new TypeError(`deblock: expected quantization (tables of the file) or jpegQuality, got ${got}`);
    }
    if (quantization !== undefined) return jpegCompressed(quantization);
    if (Number.isInteger(jpegQuality) && jpegQuality! >= 1 && jpegQuality! <= 100) {
      return jpegCompressed(standardTables(jpegQuality!));
    }
    throw new RangeError(`deblock: expected a whole jpegQuality from 1 to 100, got ${jpegQuality}`);
  },
};
