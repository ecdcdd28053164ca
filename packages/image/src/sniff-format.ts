import { NPY_MAGIC } from "./npy-header.ts";
import type { ImageFormat, InputFormat } from "./pixel-image.ts";

const SIGNATURES: readonly (readonly [InputFormat, readonly number[]])[] = [
  ["png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ["jpeg", [0xff, 0xd8, 0xff]],
  ["gif", [0x47, 0x49, 0x46, 0x38]],
  ["bmp", [0x42, 0x4d]],
  ["npy", NPY_MAGIC],
  ["tiff", [0x49, 0x49, 0x2a, 0x00]],
  ["tiff", [0x4d, 0x4d, 0x00, 0x2a]],
  ["tiff", [0x49, 0x49, 0x2b, 0x00]],
  ["tiff", [0x4d, 0x4d, 0x00, 0x2b]],
];

/** The format according to the first bytes of a file, whatever its name; undefined if unknown. */
export function sniffFormat(bytes: Uint8Array): InputFormat | undefined {
  const known = SIGNATURES.find(([, signature]) => signature.every((byte, i) => bytes[i] === byte));
  if (known !== undefined) return known[0];
  const ascii = (from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));
  if (ascii(0, 4) === "RIFF" && ascii(8, 12) === "WEBP") return "webp";
  if (ascii(4, 8) !== "ftyp") return undefined;
  // Major brand, version, then compatible brands of four bytes each.
  const boxLength = Math.min(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0), bytes.length, 256);
  return /avi[fs]/.test(ascii(8, boxLength)) ? "avif" : undefined;
}

const WRITTEN: Readonly<Record<string, ImageFormat>> = {
  png: "png",
  jpg: "jpeg",
  jpeg: "jpeg",
  webp: "webp",
  tif: "tiff",
  tiff: "tiff",
  avif: "avif",
  npy: "npy",
};

const READ: Readonly<Record<string, InputFormat>> = { ...WRITTEN, jfif: "jpeg", gif: "gif", bmp: "bmp" };

/** Extensions of the formats that can be written, for messages. */
export const KNOWN_EXTENSIONS: string = Object.keys(WRITTEN)
  .map((name) => `.${name}`)
  .join(", ");

/** The format to write according to a file name extension in either case; undefined if unknown. */
export function formatOfName(path: string): ImageFormat | undefined {
  const extension = extensionOf(path);
  return Object.hasOwn(WRITTEN, extension) ? WRITTEN[extension] : undefined;
}

/** The format that can be expected of a file by its name, among those that can be read; else undefined. */
export function inputFormatOfName(path: string): InputFormat | undefined {
  const extension = extensionOf(path);
  return Object.hasOwn(READ, extension) ? READ[extension] : undefined;
}

/** The format to write an image in: the one it was read from, or PNG if that cannot be written. */
export function outputFormat(format: InputFormat | undefined): ImageFormat {
  return format === undefined || format === "gif" || format === "bmp" ? "png" : format;
}

function extensionOf(path: string): string {
  return /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? "";
}
