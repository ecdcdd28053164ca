import { crc32 } from "node:zlib";
import { joinBytes } from "./join-bytes.ts";
import type { ImageFormat } from "./pixel-image.ts";
import { appendExif } from "./tiff-exif.ts";

/** An APP1 segment of a JPEG says its length in 16 bits, and begins with "Exif" and two zeros. */
export const LONGEST_EXIF_IN_JPEG: number = 0xffff - 2 - 6;

/**
 * Inserts EXIF, byte for byte, into a file that has none.
 *
 * Our encoders rewrite EXIF in their own way, and none writes it into TIFF. EXIF that the format has no room
 * for (over 64 kB in JPEG) is left out.
 */
export function attachExif(
  file: Uint8Array,
  format: Exclude<ImageFormat, "avif" | "npy">,
  exif: Uint8Array,
): Uint8Array {
  switch (format) {
    case "jpeg":
      return exif.length > LONGEST_EXIF_IN_JPEG ? file : intoJpeg(file, exif);
    case "png":
      return intoPng(file, exif);
    case "webp":
      return intoWebp(file, exif);
    case "tiff":
      return appendExif(file, exif);
  }
}

/** After the JFIF segment, if there is one. */
function intoJpeg(file: Uint8Array, exif: Uint8Array): Uint8Array {
  const hasJfif = file[2] === 0xff && file[3] === 0xe0;
  const at = hasJfif ? 4 + view(file).getUint16(4) : 2;
  const head = new Uint8Array(10);
  head.set([0xff, 0xe1, 0, 0, ...ascii("Exif\0\0")]);
  view(head).setUint16(2, 2 + 6 + exif.length);
  return joinBytes(file.subarray(0, at), head, exif, file.subarray(at));
}

/** After the header, the first chunk (PNG 3rd edition, 11.3.4.6). */
function intoPng(file: Uint8Array, exif: Uint8Array): Uint8Array {
  const afterHeader = 8 + 12 + 13;
  const chunk = new Uint8Array(12 + exif.length);
  view(chunk).setUint32(0, exif.length);
  chunk.set(ascii("eXIf"), 4);
  chunk.set(exif, 8);
  view(chunk).setUint32(8 + exif.length, crc32(chunk.subarray(4, 8 + exif.length)));
  return joinBytes(file.subarray(0, afterHeader), chunk, file.subarray(afterHeader));
}

/** As the last chunk; the extended header announces it (RFC 9649, 2.7). */
function intoWebp(file: Uint8Array, exif: Uint8Array): Uint8Array {
  const start = 12;
  const extended = String.fromCharCode(...file.subarray(start, start + 4)) === "VP8X";
  const header = extended ? file.slice(start, start + 18) : extendedHeader(file);
  header[8]! |= 0x08;
  const head = new Uint8Array(8);
  head.set(ascii("EXIF"));
  view(head).setUint32(4, exif.length, true);
  const rest = file.subarray(extended ? start + 18 : start);
  const whole = joinBytes(file.subarray(0, start), header, rest, head, exif, new Uint8Array(exif.length % 2));
  view(whole).setUint32(4, whole.length - 8, true);
  return whole;
}

/** For a simple WebP: its size and, if lossless, whether it has alpha, from its only chunk. */
function extendedHeader(file: Uint8Array): Uint8Array {
  const bytes = view(file);
  const header = new Uint8Array(18);
  header.set([...ascii("VP8X"), 10]);
  const lossless = file[15] === 0x4c;
  const bits = lossless ? bytes.getUint32(21, true) : 0;
  const width = lossless ? (bits & 0x3fff) + 1 : bytes.getUint16(26, true) & 0x3fff;
  const height = lossless ? ((bits >>> 14) & 0x3fff) + 1 : bytes.getUint16(28, true) & 0x3fff;
  if (lossless && ((bits >>> 28) & 1) === 1) header[8] = 0x10;
  // 24 bits each; the highest of them are 0.
  view(header).setUint16(12, width - 1, true);
  view(header).setUint16(15, height - 1, true);
  return header;
}

function view({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

function ascii(text: string): number[] {
  return [...text].map((letter) => letter.charCodeAt(0));
}
