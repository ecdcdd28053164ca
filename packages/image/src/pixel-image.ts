import type { JpegTables } from "./jpeg-tables.ts";
/** A file format this package reads and writes. */
export type ImageFormat = "png" | "jpeg" | "webp" | "tiff" | "avif" | "npy";

/** A file format this package reads. */
export type InputFormat = ImageFormat | "gif" | "bmp";

/**
 * Bits per sample of an integer file, from which a `PixelImage` was read and to which it is written. 1 means
 * a gray image of only black and white; PNG and TIFF keep it, other formats use 8.
 */
export type BitDepth = 1 | 8 | 16;

/**
 * A gray or RGB image as float32 gray levels, with all that is needed to write it back as it was.
 *
 * `{ ...image, data }` is the same image with other pixels: depth, profile and alpha stay.
 */
export interface PixelImage {
  /** `height × width × channels` gray levels 0..255, row by row, channels interleaved. */
  readonly data: Float32Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
  /** 1: gray; 3: red, green, blue. */
  readonly channels: 1 | 3;
  /** `height × width` opacities 0..255; absent when the image has none. Not premultiplied. */
  readonly alpha?: Float32Array<ArrayBuffer>;
  /** Depth of the file it came from; files are written at this depth if the format has it. */
  readonly bitDepth: BitDepth;
  /** ICC profile of the levels, which stay in its colour space and are never converted. */
  readonly icc?: Uint8Array<ArrayBuffer>;
  /** EXIF (camera, date, place …) as a TIFF-like block, for an upright picture, without thumbnail. */
  readonly exif?: Uint8Array<ArrayBuffer>;
  /** XMP, an XML document, for an upright picture. */
  readonly xmp?: string;
  /** IPTC and other Photoshop resources of a JPEG. */
  readonly iptc?: Uint8Array<ArrayBuffer>;
  /** The comment of a JPEG. */
  readonly comment?: string;
  /** Pixels per inch, at most a million. */
  readonly density?: number;
  /** How the file it came from was quantised, if it was a JPEG. */
  readonly jpeg?: JpegTables;
  /** Format of the file it came from. */
  readonly format?: InputFormat;
  /** Whether the WebP file it came from was lossless; it is written back in the same way. */
  readonly lossless?: boolean;
  /** Number of pages (frames) of the file if there are several; this is one of them. */
  readonly pages?: number;
  /** What was assumed or lost in reading the file: clauses that begin in lower case. */
  readonly notes?: readonly string[];
}

/** Input of `pixelImage`. Defaults: `channels` from the length of the data, a `bitDepth` of 8. */
export type PixelImageInit = Omit<PixelImage, "channels" | "bitDepth"> &
  Partial<Pick<PixelImage, "channels" | "bitDepth">>;

/**
 * A checked `PixelImage` from pixels and a size.
 *
 * @throws TypeError if `data` or `alpha` is not a Float32Array.
 * @throws RangeError if the size, a length or the depth is wrong or a level is not finite.
 */
export function pixelImage(init: PixelImageInit): PixelImage {
  const { data, width, height } = init;
  const channels = init.channels ?? (data.length === 3 * width * height ? 3 : 1);
  const image: PixelImage = { ...init, channels, bitDepth: init.bitDepth ?? 8 };
  checkPixelImage(image);
  return image;
}

/** Throws if `image` is malformed; levels outside 0..255 are allowed. */
export function checkPixelImage(image: PixelImage): void {
  const { data, alpha, width, height, channels, bitDepth } = image;
  for (const [name, side] of [
    ["width", width],
    ["height", height],
  ] as const) {
    if (!Number.isSafeInteger(side) || side < 1) {
      throw new RangeError(`image: expected ${name} to be a positive integer, got ${String(side)}`);
    }
  }
  if (channels !== 1 && channels !== 3) {
    throw new RangeError(`image: expected 1 or 3 channels, got ${String(channels)}`);
  }
  if (bitDepth !== 1 && bitDepth !== 8 && bitDepth !== 16) {
    throw new RangeError(`image: expected bitDepth 1, 8 or 16, got ${String(bitDepth)}`);
  }
  if (image.density !== undefined && !isDensity(image.density)) {
    throw new RangeError(`image: expected density in pixels per inch up to 10⁶, got ${image.density}`);
  }
  checkLevels("data", data, width, height, channels);
  if (alpha !== undefined) checkLevels("alpha", alpha, width, height, 1);
}

/** Whether a number can be the density of a file. */
export function isDensity(density: number | undefined): density is number {
  return density !== undefined && density >= 0.01 && density <= 1e6;
}

function checkLevels(
  name: "data" | "alpha",
  levels: Float32Array,
  width: number,
  height: number,
  channels: number,
): void {
  if (!(levels instanceof Float32Array)) {
    throw new TypeError(`image: expected ${name} to be a Float32Array, got ${typeof levels}`);
  }
  if (levels.length !== width * height * channels) {
    const shape = `${height} rows × ${width} columns${channels === 1 ? "" : ` × ${channels} channels`}`;
    const expected = `${width * height * channels} levels of ${name}, which is ${shape}`;
    throw new RangeError(`image: expected ${expected}, got ${levels.length}`);
  }
  let bad = 0;
  while (bad < levels.length && Number.isFinite(levels[bad])) bad++;
  if (bad === levels.length) return;
  const pixel = Math.floor(bad / channels);
  const where = `row ${Math.floor(pixel / width)}, column ${pixel % width}, channel ${bad % channels}`;
  throw new RangeError(`image: expected finite ${name}, got ${levels[bad]} at ${where}`);
}
