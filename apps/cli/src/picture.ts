import {
  checkEncoding,
  encodeFrames,
  encodeImage,
  lostByEncoding,
  readFrames,
  readImage,
} from "@genericdp/image/node";
import type { Animation, EncodeImageOptions, ReadImageOptions } from "@genericdp/image/node";
import { stripMetadata } from "@genericdp/image";
import type { PixelImage, Stripped } from "@genericdp/image";
import { UsageError } from "./errors.ts";

/** What is in an image file: one image, or with `--all-frames` as many as there are. */
export type Picture = Animation;

export interface PictureOptions {
  readonly allFrames: boolean;
  /** Metadata to leave out. */
  readonly strip: Stripped;
}

/** @throws ImageReadError naming the file and what is wrong with it. */
export async function readPicture(
  source: string | Uint8Array,
  { allFrames, strip, ...options }: ReadImageOptions & PictureOptions,
): Promise<Picture> {
  const picture = allFrames
    ? await readFrames(source, options)
    : { frames: [await readImage(source, options)] };
  return { ...picture, frames: picture.frames.map((frame) => stripMetadata(frame, strip)) };
}

/** The first image, or only one. */
export function firstOf({ frames }: Picture): PixelImage {
  return frames[0]!;
}

/**
 * Refuses before the work what could not be written after it.
 *
 * @param scale how much larger each side becomes.
 * @throws ImageWriteError naming the file and what its format does not hold; UsageError where it holds one
 *   frame only.
 */
export function checkWritablePicture(
  picture: Picture,
  options: EncodeImageOptions & { readonly path: string; readonly scale: number },
): void {
  const { path, scale, format } = options;
  if (picture.frames.length > 1 && !isForFrames(format)) {
    throw new UsageError(`expected the output of --all-frames to be .webp or .tif, got ${path}`);
  }
  for (const frame of picture.frames) {
    checkEncoding({ ...frame, width: scale * frame.width, height: scale * frame.height }, options, path);
  }
}

/** What reading a file lost or assumed, and writing it will lose: in a line each. */
export function notesOnPicture(
  picture: Picture,
  { input, output, ...options }: EncodeImageOptions & { readonly input: string; readonly output: string },
): string[] {
  const image = firstOf(picture);
  const { pages, notes = [], format } = image;
  const lines = notes.map((note) => `${input} ${note}`);
  if (pages !== undefined && picture.frames.length === 1) {
    const many = `${pages} ${format === "tiff" ? "pages" : "frames"}`;
    lines.push(`${input} has ${many}, of which the first is restored (--all-frames restores all)`);
  }
  return [...lines, ...lostByEncoding(image, options).map((lost) => `${output}: ${lost}`)];
}

/** Restores each frame in turn. */
export async function restoreFrames(
  { frames, ...times }: Picture,
  restore: (frame: PixelImage, onProgress: (fraction: number) => void) => Promise<PixelImage>,
  onProgress: (fraction: number) => void,
): Promise<Picture> {
  const restored: PixelImage[] = [];
  for (const [i, frame] of frames.entries()) {
    restored.push(await restore(frame, (fraction) => onProgress((i + fraction) / frames.length)));
  }
  return { frames: restored, ...times };
}

/** @throws ImageWriteError where the format cannot hold it. */
export async function encodePicture(picture: Picture, options: EncodeImageOptions): Promise<Uint8Array> {
  const { format } = options;
  if (picture.frames.length > 1 && isForFrames(format)) return encodeFrames(picture, { ...options, format });
  return encodeImage(firstOf(picture), options);
}

function isForFrames(format: EncodeImageOptions["format"]): format is "webp" | "tiff" {
  return format === "webp" || format === "tiff";
}
