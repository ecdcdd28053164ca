import { pixelImage } from "./pixel-image.ts";
import type { PixelImage } from "./pixel-image.ts";

/** Compressions of a bitmap's header. */
const [PLAIN, RLE8, RLE4, MASKS, ALPHA_MASKS] = [0, 1, 2, 3, 6];
const CORE_HEADER = 12;

interface Header {
  readonly width: number;
  readonly height: number;
  /** Rows run from the top down; usually they run from the bottom up. */
  readonly topDown: boolean;
  readonly bits: number;
  readonly compression: number;
  /** Offset of the pixels, in bytes. */
  readonly pixels: number;
  /** Red, green and blue of each colour. */
  readonly palette: readonly (readonly [number, number, number])[];
  /** Bit masks of red, green, blue and opacity; 0 for none. */
  readonly masks: readonly [number, number, number, number];
  readonly density: number | undefined;
}

/**
 * Size of a BMP file.
 *
 * @throws RangeError for an invalid header.
 */
export function bmpSize(file: Uint8Array): { readonly width: number; readonly height: number } {
  const { width, height } = readHeader(viewOf(file));
  return { width, height };
}

/**
 * The image in a BMP file of 1, 4, 8, 16, 24 or 32 bits per pixel, including run-length encoding. It is gray
 * if its whole palette is.
 *
 * Format: the structures BITMAPFILEHEADER and BITMAPCOREHEADER to BITMAPV5HEADER of Windows.
 *
 * @throws RangeError that says what is wrong.
 */
export function decodeBmp(file: Uint8Array): PixelImage {
  const view = viewOf(file);
  const header = readHeader(view);
  const { width, height, palette, density } = header;
  const common = { width, height, format: "bmp", ...(density !== undefined && { density }) } as const;
  if (header.bits > 8) return pixelImage({ ...common, ...readDirect(view, header) });
  const indices = [RLE4, RLE8].includes(header.compression)
    ? readRuns(view, header)
    : readIndices(view, header);
  const ends = palette.every((colour) => colour.every((level) => level === 0 || level === 255));
  const gray = palette.every(([red, green, blue]) => red === green && green === blue);
  const channels = gray ? 1 : 3;
  const data = new Float32Array(width * height * channels);
  indices.forEach((index, i) => {
    const colour = palette[index];
    if (colour === undefined) throw new RangeError(`a pixel has colour ${index} of ${palette.length}`);
    for (let c = 0; c < channels; c++) data[i * channels + c] = colour[c]!;
  });
  const bitDepth = gray && ends && header.bits === 1 ? 1 : 8;
  return pixelImage({ ...common, data, channels, bitDepth });
}

function readHeader(view: DataView): Header {
  const size = view.getUint32(14, true);
  const isCore = size === CORE_HEADER;
  if (!isCore && size < 40) throw new RangeError(`its header has ${size} bytes, not 12 or 40 and more`);
  const [width, signedHeight] = isCore
    ? [view.getUint16(18, true), view.getUint16(20, true)]
    : [view.getInt32(18, true), view.getInt32(22, true)];
  const height = Math.abs(signedHeight);
  if (width < 1 || height < 1) throw new RangeError(`its header says ${width}×${height} pixels`);
  const bits = view.getUint16(isCore ? 24 : 28, true);
  if (![1, 4, 8, 16, 24, 32].includes(bits)) throw new RangeError(`it has ${bits} bits per pixel`);
  const compression = isCore ? PLAIN : view.getUint32(30, true);
  const fits =
    compression === PLAIN ||
    (compression === RLE8 && bits === 8) ||
    (compression === RLE4 && bits === 4) ||
    ([MASKS, ALPHA_MASKS].includes(compression) && (bits === 16 || bits === 32));
  if (!fits) throw new RangeError(`its compression ${compression} of ${bits} bits per pixel cannot be read`);
  const perMetre = isCore ? 0 : view.getInt32(38, true);
  return {
    width,
    height,
    topDown: signedHeight < 0,
    bits,
    compression,
    pixels: view.getUint32(10, true),
    palette: bits > 8 ? [] : readPalette(view, { size, bits, isCore }),
    masks: readMasks(view, { size, bits, compression }),
    density: perMetre > 0 ? Math.round(perMetre * 0.0254 * 100) / 100 : undefined,
  };
}

function readPalette(
  view: DataView,
  { size, bits, isCore }: { readonly size: number; readonly bits: number; readonly isCore: boolean },
): (readonly [number, number, number])[] {
  const said = isCore ? 0 : view.getUint32(46, true);
  const count = said === 0 ? 2 ** bits : Math.min(said, 2 ** bits);
  const bytes = isCore ? 3 : 4;
  return Array.from({ length: count }, (_, i) => {
    const at = 14 + size + bytes * i;
    return [view.getUint8(at + 2), view.getUint8(at + 1), view.getUint8(at)] as const;
  });
}

function readMasks(
  view: DataView,
  { size, bits, compression }: { readonly size: number; readonly bits: number; readonly compression: number },
): [number, number, number, number] {
  if (compression === PLAIN) return bits === 16 ? [0x7c00, 0x03e0, 0x001f, 0] : [0xff0000, 0xff00, 0xff, 0];
  if (![MASKS, ALPHA_MASKS].includes(compression)) return [0, 0, 0, 0];
  const [red, green, blue] = [54, 58, 62].map((at) => view.getUint32(at, true));
  const alpha = size >= 56 || compression === ALPHA_MASKS ? view.getUint32(66, true) : 0;
  return [red!, green!, blue!, alpha];
}

/** Whole pixels of 16, 24 or 32 bits. */
function readDirect(view: DataView, header: Header): Pick<PixelImage, "data" | "channels" | "alpha"> {
  const { width, height, bits, masks } = header;
  const levels = masks.map(levelOf);
  const data = new Float32Array(3 * width * height);
  const alpha = masks[3] === 0 ? undefined : new Float32Array(width * height);
  eachRow(view, header, (at, first) => {
    for (let x = 0; x < width; x++) {
      const place = at + (x * bits) / 8;
      const pixel =
        bits === 16
          ? view.getUint16(place, true)
          : view.getUint16(place, true) +
            (view.getUint8(place + 2) << 16) +
            (bits === 32 ? view.getUint8(place + 3) * 2 ** 24 : 0);
      for (let c = 0; c < 3; c++) data[3 * (first + x) + c] = levels[c]!(pixel);
      if (alpha !== undefined) alpha[first + x] = levels[3]!(pixel);
    }
  });
  return { data, channels: 3, ...(alpha && { alpha }) };
}

/** The gray level that the masked bits encode. */
function levelOf(mask: number): (pixel: number) => number {
  if (mask === 0) return () => 0;
  let shift = 0;
  while (((mask >>> shift) & 1) === 0) shift++;
  const max = mask >>> shift;
  return (pixel) => (((pixel & mask) >>> shift) * 255) / max;
}

function readIndices(view: DataView, header: Header): Uint8Array {
  const { width, height, bits } = header;
  const indices = new Uint8Array(width * height);
  const perByte = 8 / bits;
  eachRow(view, header, (at, first) => {
    for (let x = 0; x < width; x++) {
      const byte = view.getUint8(at + Math.floor(x / perByte));
      const shift = 8 - bits * ((x % perByte) + 1);
      indices[first + x] = (byte >>> shift) & (2 ** bits - 1);
    }
  });
  return indices;
}

/** Calls `visit` with the offset of each row in the file, and of its first pixel in the image. */
function eachRow(
  view: DataView,
  { width, height, topDown, bits, pixels }: Header,
  visit: (at: number, first: number) => void,
): void {
  const stride = 4 * Math.ceil((width * bits) / 32);
  if (pixels + stride * height > view.byteLength + 3) throw new RangeError("it is cut off");
  for (let row = 0; row < height; row++) {
    visit(pixels + row * stride, (topDown ? row : height - 1 - row) * width);
  }
}

/** Runs of 4-bit or 8-bit pixels; skipped pixels have colour 0. */
function readRuns(view: DataView, { width, height, topDown, bits, pixels }: Header): Uint8Array {
  const indices = new Uint8Array(width * height);
  let [at, x, y] = [pixels, 0, 0];
  const put = (index: number): void => {
    const row = topDown ? y : height - 1 - y;
    if (x < width && y < height) indices[row * width + x] = index;
    x++;
  };
  // With 4 bits, a byte holds two pixels that alternate.
  const unpack = (byte: number, i: number): number =>
    bits === 8 ? byte : i % 2 === 0 ? byte >>> 4 : byte & 15;
  while (at + 1 < view.byteLength) {
    const [count, value] = [view.getUint8(at), view.getUint8(at + 1)];
    at += 2;
    if (count > 0) {
      for (let i = 0; i < count; i++) put(unpack(value, i));
    } else if (value === 0) {
      [x, y] = [0, y + 1];
    } else if (value === 1) {
      return indices;
    } else if (value === 2) {
      x += view.getUint8(at);
      y += view.getUint8(at + 1);
      at += 2;
    } else {
      for (let i = 0; i < value; i++) put(unpack(view.getUint8(at + Math.floor((i * bits) / 8)), i));
      const bytes = Math.ceil((value * bits) / 8);
      at += bytes + (bytes % 2);
    }
  }
  // Some writers leave out the end marker.
  if (y >= height || (y === height - 1 && x >= width)) return indices;
  throw new RangeError("it is cut off");
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
