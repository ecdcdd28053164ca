import type { Sharp } from "sharp";
import { attachExif } from "./attach-exif.ts";
import { uprightExif } from "./exif.ts";
import { ImageWriteError, explainCodecError } from "./image-errors.ts";
import { withJpegDensity } from "./jpeg-density.ts";
import { loadSharp } from "./load-sharp.ts";
import { imageToNpy } from "./npy-image.ts";
import { checkPixelImage } from "./pixel-image.ts";
import type { BitDepth, ImageFormat, PixelImage } from "./pixel-image.ts";
import { isOpaque, quantize } from "./quantize.ts";
import { tiffCarrier } from "./tiff-carrier.ts";

export interface EncodeImageOptions {
  readonly format: ImageFormat;
  /** 1..100, of JPEG, lossy WebP and lossy AVIF; 90 unless given. */
  readonly quality?: number;
  /** WebP and AVIF without loss; PNG, TIFF and .npy are without loss anyway. */
  readonly lossless?: boolean;
  /** Depth of PNG, TIFF (8, 16) and AVIF (16 is stored as 12 bits); that of the image unless given. */
  readonly bitDepth?: BitDepth;
}

const DEFAULT_QUALITY = 90;
/** Largest sample of a deep file, and the place of its bits in the 16 handed to the encoder. */
const DEEP: Readonly<Partial<Record<ImageFormat, { readonly max: number; readonly shift: number }>>> = {
  png: { max: 65535, shift: 0 },
  tiff: { max: 65535, shift: 0 },
  avif: { max: 4095, shift: 4 },
};

/**
 * The bytes of an image file: levels clamped to 0..255 and rounded to the file's depth.
 *
 * In .npy, levels are float32 as they are.
 * The ICC profile is attached again, and levels are not converted; one that does not fit what the file holds
 * is left out (as WebP and AVIF hold gray as RGB, a gray profile there). EXIF and XMP are written where the
 * image has them, but for .npy.
 *
 * @throws ImageWriteError when the format cannot hold the image: transparency in JPEG or .npy, more depth
 *   than JPEG and WebP have, too many pixels.
 * @throws TypeError or RangeError when the image is malformed, a level is not finite or an option is out of
 *   range.
 */
export async function encodeImage(image: PixelImage, options: EncodeImageOptions): Promise<Uint8Array> {
  return encodeFor(undefined, image, options);
}

/** `encodeImage` for a named file, whose name goes into the messages. */
export async function encodeFor(
  path: string | undefined,
  image: PixelImage,
  options: EncodeImageOptions,
): Promise<Uint8Array> {
  const { format, quality = DEFAULT_QUALITY, lossless = false } = options;
  if (!(Number.isInteger(quality) && quality >= 1 && quality <= 100)) {
    throw new RangeError(`encodeImage: expected quality to be an integer 1..100, got ${String(quality)}`);
  }
  checkPixelImage(image);
  const refuse = (problem: string): never => {
    throw new ImageWriteError(path, problem, { code: "unsupported" });
  };
  const opaqueOnly = format === "jpeg" || format === "npy";
  if (opaqueOnly && !isOpaque(image.alpha)) {
    refuse(`${format} holds no transparency; choose PNG, WebP, TIFF or AVIF`);
  }
  if (format === "npy") return imageToNpy(image);
  if (format === "jpeg" && lossless) refuse("jpeg is never lossless; choose PNG, WebP, TIFF or AVIF");
  if (options.bitDepth === 16 && DEEP[format] === undefined) {
    refuse(`${format} holds 8 bits; choose PNG, TIFF or AVIF`);
  }
  const bitDepth = DEEP[format] === undefined ? 8 : (options.bitDepth ?? image.bitDepth);
  const { alpha, ...colours } = image;
  const carried = opaqueOnly || alpha === undefined ? colours : image;
  const space = image.channels === 1 ? (["b-w", "grey16"] as const) : (["srgb", "rgb16"] as const);
  try {
    const sharp = await loadSharp();
    const carrier = tiffCarrier(toSamples(carried, bitDepth, format), carried);
    const open = (file: Uint8Array): Sharp => {
      const pixels = sharp(file, { limitInputPixels: false })
        .keepIccProfile()
        .toColourspace(space[bitDepth === 8 ? 0 : 1]);
      return image.xmp === undefined ? pixels : pixels.withXmp(image.xmp);
    };
    const exif = image.exif && uprightExif(image.exif, image);
    const { density } = image;
    const settings = { quality, lossless, bitDepth, density };
    if (format !== "avif" || exif === undefined) {
      const bare = await bytesOf(encodeAs(open(carrier), format, settings));
      const file = format === "jpeg" && density !== undefined ? withJpegDensity(bare, density) : bare;
      return exif === undefined || format === "avif" ? file : attachExif(file, format, exif);
    }
    // Where it goes in a file of boxes the encoder knows best; it takes it over from a PNG.
    const png = attachExif(await bytesOf(open(carrier).png({ compressionLevel: 0 })), "png", exif);
    return await bytesOf(encodeAs(open(png).keepExif(), format, settings));
  } catch (cause) {
    throw new ImageWriteError(path, explainCodecError(cause), { code: "unsupported", cause });
  }
}

/** Not a Buffer, whose slice() shares memory where that of a Uint8Array copies. */
async function bytesOf(pixels: Sharp): Promise<Uint8Array> {
  const { buffer, byteOffset, byteLength } = await pixels.toBuffer();
  return new Uint8Array(buffer, byteOffset, byteLength);
}

interface Settings {
  readonly quality: number;
  readonly lossless: boolean;
  readonly bitDepth: BitDepth;
  readonly density: number | undefined;
}

function encodeAs(pixels: Sharp, format: Exclude<ImageFormat, "npy">, settings: Settings): Sharp {
  const { quality, lossless, bitDepth, density } = settings;
  switch (format) {
    case "png":
      return pixels.png({ adaptiveFiltering: true });
    // Colour at full resolution: subsampling would undo some of a restoration.
    case "jpeg":
      return pixels.jpeg({ quality, chromaSubsampling: "4:4:4" });
    case "webp":
      return pixels.webp({ quality, lossless, exact: true, smartSubsample: true });
    case "avif":
      return pixels.avif({ quality, lossless, bitdepth: bitDepth === 8 ? 8 : 12 });
    case "tiff": {
      const perMillimetre = density === undefined ? {} : { xres: density / 25.4, yres: density / 25.4 };
      return pixels.tiff({ compression: "deflate", predictor: "horizontal", ...perMillimetre });
    }
  }
}

/** Interleaved integers, alpha last. */
function toSamples(image: PixelImage, bitDepth: BitDepth, format: ImageFormat): Uint8Array | Uint16Array {
  const { data, alpha, width, height, channels } = image;
  const { max, shift } = bitDepth === 8 ? { max: 255, shift: 0 } : DEEP[format]!;
  const bands = channels + (alpha === undefined ? 0 : 1);
  const n = width * height;
  const samples = bitDepth === 8 ? new Uint8Array(n * bands) : new Uint16Array(n * bands);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < channels; c++) {
      samples[i * bands + c] = quantize(data[i * channels + c]!, max) << shift;
    }
    if (alpha !== undefined) samples[i * bands + channels] = quantize(alpha[i]!, max) << shift;
  }
  return samples;
}
