import { jpegSegments } from "@genericdp/image";
import type { FileKind } from "./file-kind.ts";

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Reads the size of an image from its header; undefined if that is not possible. */
export function headerSize(bytes: Uint8Array, kind: FileKind): Size | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    if (kind === "png") return { width: view.getUint32(16), height: view.getUint32(20) };
    if (kind === "jpeg") return jpegSize(bytes);
    if (kind === "webp") return webpSize(view);
    if (kind === "gif") return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
    if (kind === "bmp") return { width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) };
    if (kind === "avif") return avifSize(view);
  } catch (error) {
    // The header ends too early.
    if (!(error instanceof RangeError)) throw error;
  }
  return undefined;
}

/** Reads the size from the frame header: a segment SOF0 … SOF15 that is not a table. */
function jpegSize(bytes: Uint8Array): Size | undefined {
  for (const { marker, content } of jpegSegments(bytes)) {
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (!isFrame) continue;
    const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
    return { width: view.getUint16(3), height: view.getUint16(1) };
  }
  return undefined;
}

function webpSize(view: DataView): Size | undefined {
  const chunk = String.fromCharCode(...[12, 13, 14, 15].map((i) => view.getUint8(i)));
  const uint24 = (at: number): number => view.getUint16(at, true) + (view.getUint8(at + 2) << 16);
  if (chunk === "VP8X") return { width: uint24(24) + 1, height: uint24(27) + 1 };
  if (chunk === "VP8 ") {
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  }
  if (chunk !== "VP8L") return undefined;
  const bits = view.getUint32(21, true);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

/** The largest of all images in the file, tiles and thumbnails included (`ispe`, ISO/IEC 23008-12, 6.5.3). */
function avifSize(view: DataView): Size | undefined {
  let largest: Size | undefined;
  for (let at = 0; at + 16 <= view.byteLength; at++) {
    if (view.getUint32(at) !== 0x69737065) continue;
    const size = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
    if (largest === undefined || size.width * size.height > largest.width * largest.height) largest = size;
  }
  return largest;
}
