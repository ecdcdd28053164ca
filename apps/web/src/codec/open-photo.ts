import { jpegOrientation, readJpegTables, uprightTables } from "@genericdp/image";
import type { JpegTables } from "@genericdp/image";
import type { Codec } from "./codec.ts";
import { explainFile, tooLarge } from "./explain-file.ts";
import { fileKind } from "./file-kind.ts";
import { headerSize } from "./header-size.ts";
import type { Drawing, Pixels } from "./protocol.ts";

/** The most pixels that the page opens, in megapixels. */
export const PHOTO_LIMIT = 64;

/** A photo as it was opened: upright. */
export interface Photo {
  readonly name: string;
  /** MIME type that it is saved as: its own, or PNG where browsers do not write that. */
  readonly type: "image/jpeg" | "image/png" | "image/webp";
  readonly pixels: Pixels;
  /** How it was quantised, where it is a JPEG; turned upright. */
  readonly jpeg?: JpegTables;
  /** Display P3 where it has colours beyond sRGB. */
  readonly colorSpace: PredefinedColorSpace;
  readonly drawing: Drawing;
}

/** @throws PhotoError for what is no photo, or none that this browser reads, or too large. */
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
  return { name: file.name, type, pixels, colorSpace, drawing, ...(jpeg && { jpeg }) };
}

function checkSize(pixels: number): void {
  if (pixels > PHOTO_LIMIT * 1e6) throw tooLarge(pixels / 1e6, PHOTO_LIMIT);
}
