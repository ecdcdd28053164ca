import type { Stripped } from "@genericdp/image";
import type { Codec } from "./codec.ts";
import type { Photo } from "./open-photo.ts";
import { PhotoError } from "./photo-error.ts";
import type { Pixels } from "./protocol.ts";

const ENDINGS = { "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp" } as const;

/** Encodes a restored photo in the original's format, for download. */
export async function savePhoto(
  { name, type, colorSpace, original }: Pick<Photo, "name" | "type" | "colorSpace" | "original">,
  pixels: Pixels,
  { task, strip }: { readonly task: string; readonly strip: Stripped },
  codec: Codec,
): Promise<File> {
  const blob = await codec
    .encode({ pixels, colorSpace, type, quality: 0.95, original, strip })
    .catch((cause: unknown) => {
      const advice = "There may not be enough memory. Close other tabs and save again.";
      throw Object.assign(new PhotoError("The photo could not be written", advice), { cause });
    });
  // Browsers write PNG if they cannot write the type.
  const written = blob.type in ENDINGS ? (blob.type as Photo["type"]) : "image/png";
  const stem = name.replace(/\.[^.]*$/, "") || "photo";
  return new File([blob], `${stem}-${task}.${ENDINGS[written]}`, { type: written });
}
