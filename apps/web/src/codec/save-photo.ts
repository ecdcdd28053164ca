import type { Stripped } from "@genericdp/image";
import type { Codec } from "./codec.ts";
import type { Photo } from "./open-photo.ts";
import { PhotoError } from "./photo-error.ts";
import type { Original, Pixels } from "./protocol.ts";

const ENDINGS = { "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp" } as const;

/** A photo that was encoded without the metadata of its original, which are added when it is saved. */
export interface EncodedPhoto {
  readonly file: File;
  readonly original: Original | undefined;
  readonly width: number;
  readonly height: number;
}

/** Encodes a restored photo in the original's format. */
export async function encodePhoto(
  { name, type, colorSpace, original }: Pick<Photo, "name" | "type" | "colorSpace" | "original">,
  pixels: Pixels,
  task: string | undefined,
  codec: Codec,
): Promise<EncodedPhoto> {
  const blob = await codec.encode({ pixels, colorSpace, type, quality: 0.95 }).catch(notWritten);
  // Browsers write PNG if they cannot write the type.
  const written = blob.type in ENDINGS ? (blob.type as Photo["type"]) : "image/png";
  const stem = name.replace(/\.[^.]*$/, "") || "photo";
  const named = task === undefined ? stem : `${stem}-${task}`;
  const file = new File([blob], `${named}.${ENDINGS[written]}`, { type: written });
  return { file, original, width: pixels.width, height: pixels.height };
}

/** The file to download: with the metadata of the original, except what is to be left out. */
export async function describedPhoto(
  { file, original, width, height }: EncodedPhoto,
  strip: Stripped,
  codec: Codec,
): Promise<File> {
  if (original === undefined || strip === "all") return file;
  const blob = await codec.describe({ encoded: file, original, width, height, strip }).catch(notWritten);
  return new File([blob], file.name, { type: file.type });
}

function notWritten(cause: unknown): never {
  const advice = "There may not be enough memory. Close other tabs and save again.";
  throw Object.assign(new PhotoError("The photo could not be written", advice), { cause });
}
