import { checkEncoding } from "./check-encoding.ts";
import type { EncodeImageOptions, EncodableFacts } from "./check-encoding.ts";
import { decodeSamples } from "./decode-image.ts";
import { encodeCarrier, sampleWriter, settingsFor } from "./encode-image.ts";
import { ImageReadError, ImageWriteError } from "./image-errors.ts";
import { pixelImage } from "./pixel-image.ts";
import type { PixelImage } from "./pixel-image.ts";
import { quantize } from "./quantize.ts";
import { openSource } from "./read-image.ts";
import type { ReadImageOptions } from "./read-image.ts";
import { stripMetadata } from "./strip-metadata.ts";
import type { Stripped } from "./strip-metadata.ts";
import { samplesIn, tiffCarrier } from "./tiff-carrier.ts";

/** A part of an image: its first column and row, and its size. */
export interface Part {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * An image that keeps the integer samples of its file, which take a quarter of the memory of float32: parts
 * are read as levels and written back rounded.
 */
export interface LargeImage {
  /** Everything except the pixels. */
  readonly facts: EncodableFacts;
  readonly hasAlpha: boolean;
  /** A part as an image of levels. */
  read(part: Part): PixelImage;
  /** Replaces the levels of a part; opacities stay. */
  write(part: Part, levels: Float32Array): void;
  /** Throws what `encode` would throw. */
  check(options: EncodeImageOptions, path?: string): void;
  /** The bytes of an image file, as `encodeImage` makes them. */
  encode(options: EncodeImageOptions, path?: string): Promise<Uint8Array>;
}

/**
 * Opens an image file as a `LargeImage`: any that `readImage` reads except .npy, BMP and floats.
 *
 * @throws ImageReadError as `readImage`.
 */
export async function readLargeImage(
  source: string | URL | Uint8Array,
  { strip = "none", ...options }: ReadImageOptions & { readonly strip?: Stripped } = {},
): Promise<LargeImage> {
  const { bytes, format, path, maxPixels } = await openSource(source, options);
  if (format === "npy" || format === "bmp") {
    throw new ImageReadError(path, `${format} can only be read as a whole`, { code: "unsupported" });
  }
  const decoded = await decodeSamples(bytes, { format, path, maxPixels, range: undefined });
  const { samples: raw, bands, level } = decoded;
  const facts = stripMetadata(decoded.facts, strip);
  if (raw instanceof Float32Array) {
    throw new ImageReadError(path, "floats can only be read as a whole", { code: "unsupported" });
  }
  const { width, channels } = facts;
  const hasAlpha = bands === 2 || bands === 4;
  // As they will be encoded: gray that the decoder expanded to RGB because of alpha becomes gray again.
  const stored = channels + (hasAlpha ? 1 : 0);
  const max = raw instanceof Uint16Array ? 65535 : 255;
  const kept = stored === bands ? raw : withoutRepeats(raw, bands, stored);
  const carrier = tiffCarrier(kept, { ...facts, hasAlpha });
  const samples = samplesIn(carrier, kept);
  const levelOf = (sample: number): number => (stored === bands && max === 255 ? sample : level(sample));

  const rows = (part: Part, visit: (sample: number, pixel: number) => void): void => {
    checkPart(part, facts);
    for (let y = 0; y < part.height; y++) {
      const first = ((part.top + y) * width + part.left) * stored;
      for (let x = 0; x < part.width; x++) visit(first + x * stored, y * part.width + x);
    }
  };
  // From here on, samples of 10 and 12 bits use the whole range of 16.
  if (max === 65535)
    for (let i = 0; i < samples.length; i++) samples[i] = quantize(levelOf(samples[i]!), max);
  const scale = 255 / max;
  const check = (encoding: EncodeImageOptions, name?: string): void => {
    checkEncoding(facts, encoding, name);
    const refuse = (problem: string): never => {
      throw new ImageWriteError(name, problem, { code: "unsupported" });
    };
    if (encoding.format === "npy") refuse(".npy holds float32, which is not supported for so large an image");
    if (encoding.format === "jpeg" && hasAlpha && !isOpaque(samples, stored, max)) {
      refuse("the image has transparency, which JPEG does not hold; choose PNG, WebP, TIFF or AVIF");
    }
  };

  return {
    facts,
    hasAlpha,
    read: (part) => {
      const data = new Float32Array(part.width * part.height * channels);
      const alpha = hasAlpha ? new Float32Array(part.width * part.height) : undefined;
      rows(part, (at, pixel) => {
        for (let c = 0; c < channels; c++) data[pixel * channels + c] = samples[at + c]! * scale;
        if (alpha !== undefined) alpha[pixel] = samples[at + channels]! * scale;
      });
      const { bitDepth } = facts;
      return pixelImage({
        data,
        width: part.width,
        height: part.height,
        channels,
        bitDepth,
        ...(alpha && { alpha }),
      });
    },
    write: (part, levels) => {
      rows(part, (at, pixel) => {
        for (let c = 0; c < channels; c++) samples[at + c] = quantize(levels[pixel * channels + c]!, max);
      });
    },
    check,
    encode: async (encoding, name) => {
      check(encoding, name);
      const opaqueOnly = encoding.format === "jpeg";
      const settings = settingsFor({ ...facts, hasAlpha }, encoding);
      const written = fitTo(samples, { stored, channels, dropAlpha: opaqueOnly && hasAlpha, settings, max });
      const file =
        written === samples ? carrier : tiffCarrier(written, { ...facts, hasAlpha: hasAlpha && !opaqueOnly });
      return encodeCarrier(file, facts, settings, name);
    },
  };
}

function checkPart({ left, top, width, height }: Part, facts: EncodableFacts): void {
  const fits = left >= 0 && top >= 0 && left + width <= facts.width && top + height <= facts.height;
  if (fits && width > 0 && height > 0) return;
  const part = `${width}×${height} pixels at column ${left}, row ${top}`;
  throw new RangeError(`large image: expected a part of ${facts.width}×${facts.height} pixels, got ${part}`);
}

/** Gray and opacity, from gray that the decoder repeated for each colour. */
function withoutRepeats<Samples extends Uint8Array | Uint16Array>(
  raw: Samples,
  bands: number,
  stored: number,
): Samples {
  const kept = raw.slice(0, (raw.length / bands) * stored) as Samples;
  for (let i = 0; i < kept.length; i++) {
    const [pixel, band] = [Math.floor(i / stored), i % stored];
    kept[i] = raw[pixel * bands + (band === stored - 1 ? bands - 1 : band)]!;
  }
  return kept;
}

function isOpaque(samples: Uint8Array | Uint16Array, stored: number, max: number): boolean {
  for (let i = stored - 1; i < samples.length; i += stored) if (samples[i] !== max) return false;
  return true;
}

/** The samples converted to what a format holds; unchanged if that is the same. */
function fitTo(
  samples: Uint8Array | Uint16Array,
  {
    stored,
    channels,
    dropAlpha,
    settings,
    max,
  }: {
    readonly stored: number;
    readonly channels: number;
    readonly dropAlpha: boolean;
    readonly settings: ReturnType<typeof settingsFor>;
    readonly max: number;
  },
): Uint8Array | Uint16Array {
  const convert = sampleWriter(settings);
  const isDeep = settings.bitDepth === 16;
  const same = isDeep === (max === 65535) && settings.format !== "avif" && settings.bitDepth !== 1;
  if (same && !dropAlpha) return samples;
  const bands = dropAlpha ? channels : stored;
  const length = (samples.length / stored) * bands;
  const fitted = isDeep ? new Uint16Array(length) : new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const from = Math.floor(i / bands) * stored + (i % bands);
    fitted[i] = convert((samples[from]! * 255) / max);
  }
  return fitted;
}
