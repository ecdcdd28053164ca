import { jpegOrientation, readJpegTables, uprightTables } from "@genericdp/image";
import type { JpegTables } from "@genericdp/image";
import { frameCount } from "@genericdp/image/browser";
import type { Codec } from "./codec.ts";
import { explainFile, tooLarge } from "./explain-file.ts";
import { fileKind } from "./file-kind.ts";
import { headerSize } from "./header-size.ts";
import type { Drawing, Original, Pixels } from "./protocol.ts";

/** Maximal size of a photo, in megapixels. */
export const PHOTO_LIMIT = 64;
/** Formats of animations. */
const MAY_MOVE: ReadonlySet<string> = new Set(["gif", "png", "webp"]);

/** A decoded photo, upright. */
export interface Photo {
  readonly name: string;
  /** MIME type to save it as: its own, or PNG if browsers cannot write that. */
  readonly type: "image/jpeg" | "image/png" | "image/webp";
  readonly pixels: Pixels;
  /** The quantisation tables of a JPEG, turned upright. */
  readonly jpeg?: JpegTables;
  /** Display P3 if the photo has colours outside sRGB. */
  readonly colorSpace: PredefinedColorSpace;
  readonly drawing: Drawing;
  /** The file, if its metadata can be kept when the result is saved. */
  readonly original?: Original;
  /** Number of frames of an animation, of which this is the first; 1 for a still image. */
  readonly frames: number;
}

/** @throws PhotoError if the file is not a photo, this browser cannot decode it, or it is too large. */
export async function openPhoto(file: File, codec: Codec): Promise<Photo> {
  const start = new Uint8Array(await file.slice(0, 1 << 18).arrayBuffer());
  const kind = fileKind(start);
  const said = headerSize(start, kind);
  if (said) checkSize(said.width * said.height);
  const decoded = await codec.decode(file).catch(() => {
    throw explainFile(file.name, kind, start);
  });
  const { drawing, colorSpace, ...pixels } = decoded;
  checkSize(pixels.width * pixels.height);
  const type = kind === "jpeg" || kind === "webp" ? (`image/${kind}` as const) : "image/png";
  const stored = readJpegTables(start);
  const jpeg = stored && uprightTables(stored, jpegOrientation(start), pixels);
  const original = (kind === "jpeg" || kind === "png" || kind === "webp") && { file, format: kind };
  const frames = MAY_MOVE.has(kind) ? frameCount(new Uint8Array(await file.arrayBuffer())) : 1;
  const about = { ...(jpeg && { jpeg }), ...(original && { original }), frames };
  return { name: file.name, type, pixels, colorSpace, drawing, ...about };
}

function checkSize(pixels: number): void {
  if (pixels > PHOTO_LIMIT * 1e6) throw tooLarge(pixels / 1e6, PHOTO_LIMIT);
}
