import type { Metadata, SharpOptions } from "sharp";
import { uprightExif, uprightXmp } from "./exif.ts";
import { iccFits } from "./icc-profile.ts";
import { ImageReadError, explainCodecError } from "./image-errors.ts";
import { readJpegNotes } from "./jpeg-segments.ts";
import { readJpegTables, uprightTables } from "./jpeg-tables.ts";
import { loadSharp } from "./load-sharp.ts";
import { isDensity } from "./pixel-image.ts";
import { tooManyPixels } from "./pixel-limit.ts";
import { isBilevel } from "./planes/find-specks.ts";
import { animatedPngFrames, isLosslessWebp } from "./container-facts.ts";
import { FLOAT_RANGE, checkFloats } from "./level-range.ts";
import type { LevelRange } from "./level-range.ts";
import type { InputFormat, PixelImage } from "./pixel-image.ts";
import { chooseLayout, levelOfSample } from "./sample-layout.ts";
import type { Layout } from "./sample-layout.ts";
import { extractExif } from "./tiff-exif.ts";

/** What the header of a file says. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
  /** Whether its samples are floats, which a `LargeImage` cannot keep. */
  readonly isFloat: boolean;
}

export interface DecodeOptions {
  readonly format: Exclude<InputFormat, "npy" | "bmp">;
  readonly path: string | undefined;
  readonly maxPixels: number;
  /** The values of black and white in a file of floats. Default: 0 and 1. */
  readonly range: LevelRange | undefined;
  /** Page or frame, counted from 0. Default: the first; the primary one of AVIF. */
  readonly page?: number;
}

/** Decoded samples, interleaved, opacity last, and what they mean. */
interface Decoded {
  readonly samples: Uint8Array | Uint16Array | Float32Array;
  readonly bands: number;
  /** The gray level of a sample. */
  readonly level: (sample: number) => number;
  /** Whether its colours come from a palette, which may be gray. */
  readonly isPalette: boolean;
  readonly facts: Omit<PixelImage, "data" | "alpha">;
}

/** Decodes the formats that sharp can decode. */
export async function decodeImage(bytes: Uint8Array, options: DecodeOptions): Promise<PixelImage> {
  const { samples, bands, level, isPalette, facts } = await decodeSamples(bytes, options);
  const levels = toLevels(samples, bands, facts.channels, level);
  if (!isPalette || !isGrayOnly(levels.data)) return { ...facts, ...levels };
  const bitDepth = facts.bitDepth === 8 && levels.alpha === undefined && isBilevel(levels.data) ? 1 : 8;
  return { ...facts, ...levels, data: levels.data.filter((_, i) => i % 3 === 0), channels: 1, bitDepth };
}

/** Decodes the formats that sharp can decode; checks the size before it decodes a pixel. */
export async function decodeSamples(bytes: Uint8Array, options: DecodeOptions): Promise<Decoded> {
  const { format, path, maxPixels, range = FLOAT_RANGE } = options;
  const sharp = await loadSharp();
  const corrupt = (cause: unknown): never => {
    const problem = `damaged ${format} (${explainCodecError(cause)})`;
    throw new ImageReadError(path, problem, { code: "corrupt", cause });
  };
  // Our own limit replaces sharp's, so that the message can name the size.
  const input: SharpOptions = { failOn: "warning", limitInputPixels: false };
  const meta = await sharp(bytes, input).metadata().catch(corrupt);
  const { width, height } = meta;
  if (width * height > maxPixels) {
    throw new ImageReadError(path, tooManyPixels(meta, maxPixels), { code: "too-large" });
  }
  const layout = chooseLayout(meta, path);
  // Levels stay in the space of the profile. Only CMYK, which has no levels of light, is converted by it.
  const ignoreIcc = meta.space !== "cmyk";
  const page = options.page ?? meta.pagePrimary ?? 0;
  const { data, info } = await sharp(bytes, { ...input, page, ignoreIcc })
    .autoOrient()
    .toColourspace(layout.space)
    .raw({ depth: layout.depth })
    .toBuffer({ resolveWithObject: true })
    .catch(corrupt);
  const samples = { uchar: asBytes, ushort: asUint16, float: asFloats }[layout.depth](data);
  if (samples instanceof Float32Array) checkFloats(samples, range, path);
  return {
    samples,
    bands: info.channels,
    level: levelOfSample(meta, layout, range),
    isPalette: meta.isPalette && layout.channels === 3,
    facts: {
      ...describe(bytes, meta, layout, format),
      ...(format === "jpeg"
        ? {
            ...readJpegNotes(bytes),
            ...(meta.space === "cmyk" ? {} : quantised(bytes, meta.orientation, info)),
          }
        : {}),
      ...carried(meta, format === "tiff" ? extractExif(bytes) : meta.exif, info),
      width: info.width,
      height: info.height,
    },
  };
}

function quantised(
  bytes: Uint8Array,
  orientation: number | undefined,
  size: { readonly width: number; readonly height: number },
): Pick<PixelImage, "jpeg"> {
  const jpeg = readJpegTables(bytes);
  return jpeg === undefined ? {} : { jpeg: uprightTables(jpeg, orientation ?? 1, size) };
}

/** Durations of the frames of an animation, and its number of loops; empty for a file of pages. */
export async function animationTimes(
  bytes: Uint8Array,
): Promise<{ readonly delays?: readonly number[]; readonly loop?: number }> {
  const sharp = await loadSharp();
  const { delay, loop } = await sharp(bytes, { animated: true, limitInputPixels: false }).metadata();
  return { ...(delay !== undefined && { delays: delay }), ...(loop !== undefined && { loop }) };
}

/** Width and height according to the header, and whether the samples are floats. */
export async function decodedSize(source: string | Uint8Array): Promise<ImageSize> {
  const sharp = await loadSharp();
  const { width, height, depth } = await sharp(source, { limitInputPixels: false }).metadata();
  return { width, height, isFloat: depth === "float" || depth === "double" };
}

/** Whether a palette contains only gray levels. */
function isGrayOnly(data: Float32Array): boolean {
  return data.every((level, i) => level === data[i - (i % 3)]);
}

function toLevels(
  samples: Uint8Array | Uint16Array | Float32Array,
  bands: number,
  channels: 1 | 3,
  level: (sample: number) => number,
): Pick<PixelImage, "data" | "alpha"> {
  const n = samples.length / bands;
  const data = new Float32Array(n * channels);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < channels; c++) data[i * channels + c] = level(samples[i * bands + c]!);
  }
  const hasAlpha = bands === 2 || bands === 4;
  if (!hasAlpha) return { data };
  const alpha = new Float32Array(n);
  for (let i = 0; i < n; i++) alpha[i] = level(samples[(i + 1) * bands - 1]!);
  return { data, alpha };
}

function describe(
  bytes: Uint8Array,
  meta: Metadata,
  { channels, depth }: Layout,
  format: DecodeOptions["format"],
): Omit<PixelImage, "data" | "alpha" | "width" | "height"> {
  // A CMYK profile no longer fits: the levels were converted by it.
  const { icc } = meta;
  const pages = format === "png" ? animatedPngFrames(bytes) : meta.pages;
  const notes = [
    ...(meta.space === "cmyk" && icc === undefined
      ? ["has CMYK colours without a colour profile, which were converted with a generic one"]
      : []),
    ...(format !== "jpeg" && meta.iptc !== undefined ? ["has IPTC, which is only kept in JPEG"] : []),
    ...((meta.comments ?? []).length > 0 ? ["has text comments, which are not kept"] : []),
    ...(depth === "float" ? ["holds floats, which are written with 16 bits"] : []),
  ];
  return {
    channels,
    format,
    bitDepth: depth !== "uchar" ? 16 : isOneBit(meta, channels) ? 1 : 8,
    ...(icc !== undefined && iccFits(icc, channels) ? { icc: new Uint8Array(icc) } : {}),
    ...(isDensity(meta.density) ? { density: meta.density } : {}),
    ...(pages !== undefined && pages > 1 ? { pages } : {}),
    ...(format === "webp" && isLosslessWebp(bytes) ? { lossless: true } : {}),
    ...(notes.length > 0 ? { notes } : {}),
  };
}

/** Whether it has only black and white; with transparency, they would appear as gray. */
function isOneBit({ bitsPerSample, hasAlpha }: Metadata, channels: 1 | 3): boolean {
  return channels === 1 && bitsPerSample === 1 && !hasAlpha;
}

/** Metadata that is correct for the pixels as they are now. */
function carried(
  { xmpAsString: xmp }: Metadata,
  exif: Uint8Array | undefined,
  size: Pick<PixelImage, "width" | "height">,
): Pick<PixelImage, "exif" | "xmp"> {
  const upright = exif && uprightExif(exif, size);
  return { ...(upright && { exif: upright }), ...(xmp !== undefined && { xmp: uprightXmp(xmp) }) };
}

function asBytes(bytes: Uint8Array): Uint8Array {
  return bytes;
}

function asUint16(bytes: Uint8Array): Uint16Array {
  // The slice of a Buffer would share its memory.
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : new Uint8Array(bytes);
  return new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 2);
}

function asFloats(bytes: Uint8Array): Float32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
}
