import { LONGEST_EXIF_IN_JPEG } from "./attach-metadata.ts";
import { iccFits } from "./icc-profile.ts";
import { ImageWriteError } from "./image-errors.ts";
import type { BitDepth, ImageFormat, PixelImage } from "./pixel-image.ts";
import { isOpaque } from "./quantize.ts";

export interface EncodeImageOptions {
  readonly format: ImageFormat;
  /** Of JPEG, lossy WebP and lossy AVIF, 1..100. Default: 90. */
  readonly quality?: number;
  /**
   * Lossless WebP and AVIF; PNG, TIFF and .npy are always lossless. Default: true for WebP if the image was
   * read from a lossless WebP and `quality` is not given, otherwise false.
   */
  readonly lossless?: boolean;
  /** Depth of PNG, TIFF (1, 8, 16) and AVIF (16 is stored as 12 bits). Default: that of the image. */
  readonly bitDepth?: BitDepth;
}

/** What must be known of an image to tell whether a format can hold it. */
export type EncodableFacts = Omit<PixelImage, "data">;

export const DEFAULT_QUALITY = 90;

/** The largest side of an image, for formats that have a limit. */
const LONGEST_SIDE: Readonly<Partial<Record<ImageFormat, number>>> = {
  jpeg: 65535,
  webp: 16383,
  avif: 65535,
};
/** Bits per sample, for formats that do not hold 16. */
const DEPTHS: Readonly<Partial<Record<ImageFormat, number>>> = { jpeg: 8, webp: 8, avif: 12 };
const NAMES: Readonly<Record<ImageFormat, string>> = {
  png: "PNG",
  jpeg: "JPEG",
  webp: "WebP",
  tiff: "TIFF",
  avif: "AVIF",
  npy: ".npy",
};

/**
 * Checks that an image can be written, before its pixels are computed: everything that `encodeImage` checks
 * except the levels.
 *
 * @param image may be the original of an image yet to be computed, with the size that it will have.
 * @param path the name of the file, for messages.
 * @throws ImageWriteError when the format cannot hold the image: transparency in JPEG or .npy, a depth
 *   that JPEG and WebP do not have, too many pixels.
 * @throws RangeError when an option is out of range.
 */
export function checkEncoding(image: EncodableFacts, options: EncodeImageOptions, path?: string): void {
  const { format, quality = DEFAULT_QUALITY, lossless = false, bitDepth } = options;
  const { width, height, channels, alpha } = image;
  if (!(Number.isInteger(quality) && quality >= 1 && quality <= 100)) {
    throw new RangeError(`encodeImage: expected quality to be an integer 1..100, got ${String(quality)}`);
  }
  const refuse = (problem: string): never => {
    throw new ImageWriteError(path, problem, { code: "unsupported" });
  };
  const name = NAMES[format];
  if ((format === "jpeg" || format === "npy") && !isOpaque(alpha)) {
    refuse(`the image has transparency, which ${name} does not hold; choose PNG, WebP, TIFF or AVIF`);
  }
  if (format === "jpeg" && lossless) refuse("JPEG is never lossless; choose PNG, WebP, TIFF or AVIF");
  if (bitDepth === 16 && DEPTHS[format] === 8) refuse(`${name} holds 8 bits; choose PNG, TIFF or AVIF`);
  const longest = LONGEST_SIDE[format] ?? Infinity;
  if (Math.max(width, height) > longest) {
    refuse(`${name} holds up to ${longest} pixels a side, the image has ${width}×${height}`);
  }
  const bytes = width * height * (channels + (alpha ? 1 : 0)) * ((bitDepth ?? image.bitDepth) / 8);
  if (format !== "npy" && bytes >= 2 ** 32 - 2 ** 20) {
    refuse(`expected under 4 GiB of samples, got ${width}×${height} pixels of ${bytes} bytes; choose .npy`);
  }
}

/** What an image loses when it is written in a format: one sentence for each loss. */
export function lostByEncoding(image: EncodableFacts, { format, bitDepth }: EncodeImageOptions): string[] {
  const { exif, xmp, icc, iptc, comment } = image;
  const lost: string[] = [];
  const name = NAMES[format];
  const depth = DEPTHS[format];
  if ((bitDepth ?? image.bitDepth) === 16 && depth !== undefined) {
    lost.push(`${name} holds ${depth} of the 16 bits; PNG and TIFF hold all`);
  }
  if (format !== "jpeg" && (iptc ?? comment) !== undefined) {
    lost.push(
      `${iptc === undefined ? "the comment" : "IPTC"} of a JPEG can only be kept in JPEG, and is left out`,
    );
  }
  if (format === "npy" && (exif ?? xmp ?? icc) !== undefined) {
    lost.push("a .npy file holds no EXIF, XMP or colour profile");
  }
  if (format === "jpeg" && exif !== undefined && exif.length > LONGEST_EXIF_IN_JPEG) {
    lost.push("its EXIF is longer than the 64 kB that JPEG holds, and is left out");
  }
  const grayAsRgb = format === "webp" || format === "avif";
  if (grayAsRgb && icc !== undefined && image.channels === 1 && iccFits(icc, 1)) {
    lost.push(`${name} holds gray as RGB, and the profile of gray levels is left out`);
  }
  return lost;
}
