import {
  checkEncoding,
  encodeFrames,
  encodeImage,
  lostByEncoding,
  readFrames,
  readImage,
  readLargeImage,
  readSize,
} from "@genericdp/image/node";
import type { Animation, EncodableFacts, EncodeImageOptions, ReadImageOptions } from "@genericdp/image/node";
import { stripMetadata } from "@genericdp/image";
import type { ImageFormat, PixelImage, Stripped } from "@genericdp/image";
import type { Model } from "@genericdp/model";
import { UsageError } from "./errors.ts";
import { previewSheet } from "./preview-sheet.ts";
import { LARGE, restoreLarge, sampleLarge } from "./restore-large.ts";

/** Restores one image, or one part of it. */
export type RestoreImage = (image: PixelImage, onProgress: (fraction: number) => void) => Promise<PixelImage>;

export interface RestorePictureOptions {
  readonly restore: RestoreImage;
  readonly onProgress: (fraction: number) => void;
  /**
   * The model of a task for which each output pixel depends only on nearby pixels. With it, a large image is
   * processed in parts.
   */
  readonly local: Model | undefined;
}

/**
 * The content of an image file: one image, all frames with `--all-frames`, or an image that is too large to
 * be held in memory as levels. It is restored in place.
 */
export interface Picture {
  /** Facts about the (first) image, before and after it is restored. */
  facts(): EncodableFacts;
  readonly frames: number;
  /** The first image, or parts of a large one, for estimating the noise. */
  sample(): PixelImage;
  restore(options: RestorePictureOptions): Promise<void>;
  /** @throws ImageWriteError if the format cannot store it. */
  check(options: EncodeImageOptions & { readonly path: string; readonly scale: number }): void;
  encode(options: EncodeImageOptions): Promise<Uint8Array>;
  /** Crops before and after the restoration; to be called afterwards. */
  preview(): Promise<Uint8Array>;
}

export interface PictureOptions {
  readonly allFrames: boolean;
  /** Metadata to leave out. */
  readonly strip: Stripped;
}

export interface OpenPictureOptions extends ReadImageOptions, PictureOptions {
  /** The output format. Floating-point images are not processed in parts. */
  readonly format: ImageFormat | undefined;
}

/** @throws ImageReadError naming the file and what is wrong with it. */
export async function openPicture(
  source: string | Uint8Array,
  options: OpenPictureOptions,
): Promise<Picture> {
  const { allFrames, strip, format, ...read } = options;
  if (!allFrames && format !== "npy") {
    const { width, height, isFloat } = await readSize(source);
    if (width * height > LARGE && !isFloat) return openLarge(source, { ...read, strip });
  }
  const animation = allFrames ? await readFrames(source, read) : { frames: [await readImage(source, read)] };
  return ofFrames({ ...animation, frames: animation.frames.map((frame) => stripMetadata(frame, strip)) });
}

/**
 * The facts of the image in a file, and the data for estimating its noise: the image, or parts of a large
 * one.
 */
export async function readSample(
  source: string | Uint8Array,
  options: ReadImageOptions,
): Promise<{ readonly facts: EncodableFacts; readonly sample: PixelImage }> {
  const { width, height, isFloat } = await readSize(source);
  if (width * height <= LARGE || isFloat) {
    const image = await readImage(source, options);
    return { facts: image, sample: image };
  }
  const image = await readLargeImage(source, options);
  return { facts: image.facts, sample: sampleLarge(image) };
}

function ofFrames({ frames: before, ...times }: Animation): Picture {
  let frames = before;
  return {
    facts: () => frames[0]!,
    frames: before.length,
    check: ({ path, scale, ...options }) => {
      for (const frame of before) checkEncoding({ ...frame, ...scaled(frame, scale) }, options, path);
    },
    sample: () => before[0]!,
    restore: async ({ restore, onProgress }) => {
      const restored: PixelImage[] = [];
      for (const [i, frame] of before.entries()) {
        restored.push(await restore(frame, (fraction) => onProgress((i + fraction) / before.length)));
      }
      frames = restored;
    },
    encode: async (options) => {
      const { format } = options;
      if (frames.length > 1 && isForFrames(format))
        return encodeFrames({ frames, ...times }, { ...options, format });
      return encodeImage(frames[0]!, options);
    },
    preview: () => encodeImage(previewSheet(before[0]!, frames[0]!), { format: "png" }),
  };
}

/** Side of the square used for the preview of a large image. */
const PREVIEWED = 1024;

async function openLarge(
  source: string | Uint8Array,
  options: ReadImageOptions & { readonly strip: Stripped },
): Promise<Picture> {
  const image = await readLargeImage(source, options);
  const { width, height } = image.facts;
  const [w, h] = [Math.min(width, PREVIEWED), Math.min(height, PREVIEWED)];
  const middle = { left: (width - w) >> 1, top: (height - h) >> 1, width: w, height: h };
  const before = image.read(middle);
  let sample: PixelImage | undefined;
  let whole: Picture | undefined;
  return {
    facts: () => whole?.facts() ?? image.facts,
    frames: 1,
    check: ({ path, scale, ...encoding }) => {
      image.check(encoding, path);
      checkEncoding({ ...image.facts, ...scaled(image.facts, scale) }, encoding, path);
    },
    sample: () => (sample ??= sampleLarge(image)),
    restore: async ({ restore, onProgress, local }) => {
      sample = undefined;
      if (local !== undefined) return restoreLarge(image, { model: local, restore, onProgress });
      const levels = image.read({ left: 0, top: 0, width, height });
      whole = ofFrames({ frames: [{ ...image.facts, ...levels }] });
      return whole.restore({ restore, onProgress, local });
    },
    encode: (encoding) => whole?.encode(encoding) ?? image.encode(encoding),
    preview: async () =>
      whole?.preview() ?? encodeImage(previewSheet(before, image.read(middle)), { format: "png" }),
  };
}

/** The size of an enlarged image. */
function scaled({ width, height }: EncodableFacts, scale: number): Pick<EncodableFacts, "width" | "height"> {
  return { width: Math.round(scale * width), height: Math.round(scale * height) };
}

/**
 * Checks before the work that the result can be written.
 *
 * @param scale factor by which each side grows.
 * @throws ImageWriteError naming the file and what its format cannot store; UsageError if it can store only
 *   one frame.
 */
export function checkWritablePicture(
  picture: Picture,
  options: EncodeImageOptions & { readonly path: string; readonly scale: number },
): void {
  const { path, format } = options;
  if (picture.frames > 1 && !isForFrames(format)) {
    throw new UsageError(`expected the output of --all-frames to be .webp or .tif, got ${path}`);
  }
  picture.check(options);
}

/**
 * Notes, one line each, on what was lost or assumed in reading a file and what will be lost in writing it.
 */
export function notesOnPicture(
  picture: Picture,
  { input, output, ...options }: EncodeImageOptions & { readonly input: string; readonly output: string },
): string[] {
  const facts = picture.facts();
  const { pages, notes = [], format } = facts;
  const lines = notes.map((note) => `${input} ${note}`);
  if (pages !== undefined && picture.frames === 1) {
    const many = `${pages} ${format === "tiff" ? "pages" : "frames"}`;
    lines.push(`${input} has ${many}, of which the first is restored (--all-frames restores all)`);
  }
  return [...lines, ...lostByEncoding(facts, options).map((lost) => `${output}: ${lost}`)];
}

function isForFrames(format: EncodeImageOptions["format"]): format is "webp" | "tiff" {
  return format === "webp" || format === "tiff";
}
