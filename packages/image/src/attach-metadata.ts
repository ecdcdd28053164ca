import crc32 from "crc/calculators/crc32";
import { joinBytes } from "./join-bytes.ts";
import type { ImageFormat } from "./pixel-image.ts";
import { appendExif } from "./tiff-exif.ts";

/** Of a segment of a JPEG, which says its length in 16 bits. */
const LONGEST_BODY = 0xffff - 2;
/** How EXIF and XMP begin in an APP1 segment, and the keyword of XMP in a PNG. */
export const EXIF_IN_JPEG = "Exif\0\0";
export const XMP_IN_JPEG = "http://ns.adobe.com/xap/1.0/\0";
export const XMP_IN_PNG = "XML:com.adobe.xmp";
export const LONGEST_EXIF_IN_JPEG: number = LONGEST_BODY - EXIF_IN_JPEG.length;

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
      return exif.length > LONGEST_EXIF_IN_JPEG ? file : intoJpeg(file, EXIF_IN_JPEG, exif);
    case "png":
      return intoPng(file, "eXIf", exif);
    case "webp":
      return intoWebp(file, "EXIF", 0x08, exif);
    case "tiff":
      return appendExif(file, exif);
  }
}

/**
 * Inserts XMP into a file that has none. A JPEG with EXIF gets it before the EXIF is attached, a WebP
 * afterwards: their order is fixed. XMP over 64 kB is left out of a JPEG.
 */
export function attachXmp(file: Uint8Array, format: "jpeg" | "png" | "webp", xmp: string): Uint8Array {
  const text = new TextEncoder().encode(xmp);
  switch (format) {
    case "jpeg":
      return text.length > LONGEST_BODY - XMP_IN_JPEG.length ? file : intoJpeg(file, XMP_IN_JPEG, text);
    case "png":
      // Not compressed, no language, no translated keyword (PNG 3rd edition, 11.3.3.4).
      return intoPng(file, "iTXt", joinBytes(ascii(`${XMP_IN_PNG}\0\0\0\0\0`), text));
    case "webp":
      return intoWebp(file, "XMP ", 0x04, text);
  }
}

/** An APP1 segment after the JFIF segment, if there is one. */
function intoJpeg(file: Uint8Array, prefix: string, body: Uint8Array): Uint8Array {
  const hasJfif = file[2] === 0xff && file[3] === 0xe0;
  const at = hasJfif ? 4 + view(file).getUint16(4) : 2;
  const head = joinBytes(Uint8Array.of(0xff, 0xe1, 0, 0), ascii(prefix));
  view(head).setUint16(2, 2 + prefix.length + body.length);
  return joinBytes(file.subarray(0, at), head, body, file.subarray(at));
}

/** After the header, the first chunk (PNG 3rd edition, 11.3.4.6). */
function intoPng(file: Uint8Array, name: string, body: Uint8Array): Uint8Array {
  const afterHeader = 8 + 12 + 13;
  const chunk = new Uint8Array(12 + body.length);
  view(chunk).setUint32(0, body.length);
  chunk.set(ascii(name), 4);
  chunk.set(body, 8);
  view(chunk).setUint32(8 + body.length, crc32(chunk.subarray(4, 8 + body.length)) >>> 0);
  return joinBytes(file.subarray(0, afterHeader), chunk, file.subarray(afterHeader));
}

/** As the last chunk; a bit of the extended header announces it (RFC 9649, 2.7). */
function intoWebp(file: Uint8Array, name: string, bit: number, body: Uint8Array): Uint8Array {
  const start = 12;
  const extended = String.fromCharCode(...file.subarray(start, start + 4)) === "VP8X";
  const header = extended ? file.slice(start, start + 18) : extendedHeader(file);
  header[8]! |= bit;
  const head = new Uint8Array(8);
  head.set(ascii(name));
  view(head).setUint32(4, body.length, true);
  const rest = file.subarray(extended ? start + 18 : start);
  const whole = joinBytes(file.subarray(0, start), header, rest, head, body, new Uint8Array(body.length % 2));
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

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}
