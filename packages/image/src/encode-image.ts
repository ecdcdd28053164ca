import type { Sharp } from "sharp";
import { attachExif } from "./attach-metadata.ts";
import { DEFAULT_QUALITY, checkEncoding } from "./check-encoding.ts";
import type { EncodableFacts, EncodeImageOptions } from "./check-encoding.ts";
import { uprightExif } from "./exif.ts";
import { ImageWriteError, explainCodecError } from "./image-errors.ts";
import { withJpegDensity } from "./jpeg-density.ts";
import { addJpegNotes } from "./jpeg-segments.ts";
import { SharpMissingError, loadSharp } from "./load-sharp.ts";
import { imageToNpy } from "./npy-image.ts";
import { checkPixelImage } from "./pixel-image.ts";
import type { BitDepth, ImageFormat, PixelImage } from "./pixel-image.ts";
import { quantize } from "./quantize.ts";
import type { Animation } from "./read-image.ts";
import { tiffCarrier } from "./tiff-carrier.ts";

/** Largest sample of a deep file, and the position of its bits in the 16 that the encoder gets. */
const DEEP: Readonly<Partial<Record<ImageFormat, { readonly max: number; readonly shift: number }>>> = {
  png: { max: 65535, shift: 0 },
  tiff: { max: 65535, shift: 0 },
  avif: { max: 4095, shift: 4 },
};

/**
 * The bytes of an image file: levels clamped to 0..255 and rounded to the file's depth.
 *
 * In .npy, levels are unchanged float32. The ICC profile is attached again and levels are not converted; a
 * profile that does not fit is left out (that of a gray image in WebP and AVIF, which store gray as RGB).
 * EXIF and XMP are written if the image has them, except to .npy.
 *
 * @throws ImageWriteError when the format cannot hold the image: transparency in JPEG or .npy, a depth
 *   that JPEG and WebP do not have, too many pixels.
 * @throws TypeError or RangeError when the image is malformed, a level is not finite or an option is out of
 *   range.
 */
export async function encodeImage(image: PixelImage, options: EncodeImageOptions): Promise<Uint8Array> {
  return encodeFor(undefined, image, options);
}

/** `encodeImage` for a file whose name appears in messages. */
export async function encodeFor(
  path: string | undefined,
  image: PixelImage,
  options: EncodeImageOptions,
): Promise<Uint8Array> {
  const { format } = options;
  checkEncoding(image, options, path);
  checkPixelImage(image);
  if (format === "npy") return imageToNpy(image);
  const settings = settingsFor({ ...image, hasAlpha: image.alpha !== undefined }, options);
  return encodeCarrier(carrierOf(image, settings), image, settings, path);
}

/** Encodes the samples of a carrier, with the metadata in `facts`. */
export async function encodeCarrier(
  carrier: Uint8Array,
  facts: EncodableFacts,
  settings: Settings,
  path: string | undefined,
): Promise<Uint8Array> {
  const { format, density } = settings;
  try {
    const exif = facts.exif && uprightExif(facts.exif, facts);
    const open = await opener(facts, settings);
    if (format !== "avif" || exif === undefined) {
      const bare = await bytesOf(encodeAs(open(carrier), settings));
      const file = format === "jpeg" && density !== undefined ? withJpegDensity(bare, density) : bare;
      const noted = format === "jpeg" ? addJpegNotes(file, facts) : file;
      return exif === undefined || format === "avif" ? noted : attachExif(noted, format, exif);
    }
    // The encoder knows best where EXIF belongs in such files; it copies it from a PNG.
    const png = attachExif(await bytesOf(open(carrier).png({ compressionLevel: 0 })), "png", exif);
    return await bytesOf(encodeAs(open(png).keepExif(), settings));
  } catch (cause) {
    if (cause instanceof SharpMissingError) throw cause;
    throw new ImageWriteError(path, explainCodecError(cause), { code: "unsupported", cause });
  }
}

/** The formats that can hold several images. */
export type AnimationFormat = "webp" | "tiff";

/**
 * The bytes of a WebP animation or a TIFF of several pages.
 *
 * Profile, EXIF, XMP and depth are those of the first frame; TIFF stores no durations.
 *
 * @throws ImageWriteError as `encodeImage`, and if frames differ in size or channels.
 */
export async function encodeFrames(
  { frames, delays, loop }: Animation,
  options: EncodeImageOptions & { readonly format: AnimationFormat },
): Promise<Uint8Array> {
  const [first] = frames;
  if (first === undefined) throw new RangeError("encodeFrames: expected one frame at least, got none");
  if (frames.length === 1) return encodeImage(first, options);
  const { format } = options;
  const opacity = frames.some(({ alpha }) => alpha !== undefined);
  const settings = settingsFor({ ...first, hasAlpha: opacity }, options);
  const same = (frame: PixelImage): boolean =>
    frame.width === first.width && frame.height === first.height && frame.channels === first.channels;
  if (!frames.every(same)) {
    throw new ImageWriteError(undefined, "its frames differ in size or channels", { code: "unsupported" });
  }
  checkEncoding(first, options);
  const opaque = new Float32Array(opacity ? first.width * first.height : 0).fill(255);
  try {
    const carriers = frames.map((frame) => {
      checkPixelImage(frame);
      return carrierOf(opacity ? { ...frame, alpha: frame.alpha ?? opaque } : frame, settings);
    });
    const open = await opener(first, settings);
    const joined = open(carriers);
    const times = { ...(delays && { delay: [...delays] }), ...(loop !== undefined && { loop }) };
    const file = await bytesOf(encodeAs(joined, settings, format === "webp" ? times : {}));
    const exif = first.exif && uprightExif(first.exif, first);
    return exif === undefined ? file : attachExif(file, format, exif);
  } catch (cause) {
    if (cause instanceof SharpMissingError) throw cause;
    throw new ImageWriteError(undefined, explainCodecError(cause), { code: "unsupported", cause });
  }
}

interface Settings {
  readonly format: Exclude<ImageFormat, "npy">;
  readonly quality: number;
  readonly lossless: boolean;
  readonly bitDepth: BitDepth;
  readonly density: number | undefined;
}

/** Encoder settings for an image and options. */
export function settingsFor(
  image: EncodableFacts & { readonly hasAlpha: boolean },
  options: EncodeImageOptions,
): Settings {
  const { format, quality, bitDepth = image.bitDepth } = options;
  if (format === "npy") throw new TypeError("expected a format that an encoder writes");
  const wasLossless = format === "webp" && image.lossless === true && quality === undefined;
  return {
    format,
    quality: quality ?? DEFAULT_QUALITY,
    lossless: options.lossless ?? wasLossless,
    bitDepth: depthIn(format, image, bitDepth),
    density: image.density,
  };
}

/** The depth that an image is written at. */
function depthIn(
  format: ImageFormat,
  { channels, hasAlpha }: { readonly channels: 1 | 3; readonly hasAlpha: boolean },
  wanted: BitDepth,
): BitDepth {
  if (wanted === 1) return (format === "png" || format === "tiff") && channels === 1 && !hasAlpha ? 1 : 8;
  return DEEP[format] === undefined ? 8 : wanted;
}

function carrierOf(image: PixelImage, { format, bitDepth }: Settings): Uint8Array {
  const { alpha, ...opaque } = image;
  const hasAlpha = format !== "jpeg" && alpha !== undefined;
  return tiffCarrier(toSamples(hasAlpha ? image : opaque, { bitDepth, format }), { ...opaque, hasAlpha });
}

/** Opens one file, or several stacked vertically, for the encoder. */
async function opener(
  { channels, xmp }: EncodableFacts,
  { bitDepth }: Settings,
): Promise<(file: Uint8Array | Uint8Array[]) => Sharp> {
  const sharp = await loadSharp();
  const spaces = channels === 1 ? (["b-w", "grey16"] as const) : (["srgb", "rgb16"] as const);
  return (file) => {
    const limits = { limitInputPixels: false };
    const input = Array.isArray(file)
      ? sharp(file, { ...limits, join: { animated: true } })
      : sharp(file, limits);
    const pixels = input.keepIccProfile().toColourspace(spaces[bitDepth === 16 ? 1 : 0]);
    return xmp === undefined ? pixels : pixels.withXmp(xmp);
  };
}

/** Returns a Uint8Array instead of a Buffer, whose slice() shares memory. */
async function bytesOf(pixels: Sharp): Promise<Uint8Array> {
  const { buffer, byteOffset, byteLength } = await pixels.toBuffer();
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function encodeAs(
  pixels: Sharp,
  { format, quality, lossless, bitDepth, density }: Settings,
  times: { readonly delay?: number[]; readonly loop?: number } = {},
): Sharp {
  switch (format) {
    case "png":
      if (bitDepth === 1) return pixels.png({ palette: true, colours: 2, dither: 0 });
      return pixels.png({ adaptiveFiltering: true });
    // Full-resolution colour: subsampling would undo part of a restoration.
    case "jpeg":
      return pixels.jpeg({ quality, chromaSubsampling: "4:4:4" });
    case "webp":
      return pixels.webp({ quality, lossless, exact: true, smartSubsample: true, ...times });
    case "avif":
      return pixels.avif({ quality, lossless, bitdepth: bitDepth === 16 ? 12 : 8 });
    case "tiff": {
      const perMillimetre = density === undefined ? {} : { xres: density / 25.4, yres: density / 25.4 };
      if (bitDepth === 1) return pixels.tiff({ compression: "ccittfax4", bitdepth: 1, ...perMillimetre });
      return pixels.tiff({ compression: "deflate", predictor: "horizontal", ...perMillimetre });
    }
  }
}

/** Converts a level to a sample of a format. Bilevel images use the two ends of 8 bits. */
export function sampleWriter({
  format,
  bitDepth,
}: Pick<Settings, "format" | "bitDepth">): (level: number) => number {
  const { max, shift } = bitDepth === 16 ? DEEP[format]! : { max: 255, shift: 0 };
  return bitDepth === 1 ? (level) => 255 * quantize(level, 1) : (level) => quantize(level, max) << shift;
}

/** Interleaved integers, alpha last. */
function toSamples(
  image: PixelImage,
  settings: Pick<Settings, "format" | "bitDepth">,
): Uint8Array | Uint16Array {
  const { data, alpha, width, height, channels } = image;
  const bands = channels + (alpha === undefined ? 0 : 1);
  const n = width * height;
  const samples = settings.bitDepth === 16 ? new Uint16Array(n * bands) : new Uint8Array(n * bands);
  const toSample = sampleWriter(settings);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < channels; c++) samples[i * bands + c] = toSample(data[i * channels + c]!);
    if (alpha !== undefined) samples[i * bands + channels] = toSample(alpha[i]!);
  }
  return samples;
}
