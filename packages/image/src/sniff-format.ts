import { NPY_MAGIC } from "./npy-header.ts";
import type { ImageFormat } from "./pixel-image.ts";

const SIGNATURES: readonly (readonly [ImageFormat, readonly number[]])[] = [
  ["png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ["jpeg", [0xff, 0xd8, 0xff]],
  ["npy", NPY_MAGIC],
  ["tiff", [0x49, 0x49, 0x2a, 0x00]],
  ["tiff", [0x4d, 0x4d, 0x00, 0x2a]],
  ["tiff", [0x49, 0x49, 0x2b, 0x00]],
  ["tiff", [0x4d, 0x4d, 0x00, 0x2b]],
];

/** The format that the first bytes of a file speak of, whatever its name; undefined for any other. */
export function sniffFormat(bytes: Uint8Array): ImageFormat | undefined {
  const known = SIGNATURES.find(([, signature]) => signature.every((byte, i) => bytes[i] === byte));
  if (known !== undefined) return known[0];
  const ascii = (from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));
  if (ascii(0, 4) === "RIFF" && ascii(8, 12) === "WEBP") return "webp";
  if (ascii(4, 8) !== "ftyp") return undefined;
  // Major brand, version, then compatible brands, four bytes each.
  const boxLength = Math.min(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0), bytes.length, 256);
  return /avi[fs]/.test(ascii(8, boxLength)) ? "avif" : undefined;
}

const EXTENSIONS: Readonly<Record<string, ImageFormat>> = {
  png: "png",
  jpg: "jpeg",
  jpeg: "jpeg",
  webp: "webp",
  tif: "tiff",
  tiff: "tiff",
  avif: "avif",
  npy: "npy",
};

/** The extensions that name a format, for messages. */
export const KNOWN_EXTENSIONS: string = Object.keys(EXTENSIONS)
  .map((name) => `.${name}`)
  .join(", ");

/** The format that a file name asks for by its extension, in either case; undefined for any other. */
export function formatOfName(path: string): ImageFormat | undefined {
  const extension = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase();
  return extension === undefined ? undefined : EXTENSIONS[extension];
}
