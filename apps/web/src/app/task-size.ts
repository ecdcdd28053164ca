import { tooLarge } from "../codec/explain-file.ts";
import { PHOTO_LIMIT } from "../codec/open-photo.ts";
import type { Settings } from "./settings.ts";

/** Limit for solvers, which hold several copies of each plane, in megapixels of the result. */
const SOLVER_LIMIT = 24;

/** @throws PhotoError if the photo has too many pixels for the memory that this task needs. */
export function checkTaskSize(
  { width, height }: { readonly width: number; readonly height: number },
  { task, scale }: Pick<Settings, "task" | "scale">,
): void {
  const larger = task === "upscale" ? scale ** 2 : 1;
  const pixels = (width * height * larger) / 1e6;
  const limit = task === "denoise" ? PHOTO_LIMIT : SOLVER_LIMIT;
  if (pixels > limit) throw tooLarge(pixels, limit);
}
