import type { WorkerRestorer } from "genericdp/worker";
import type { Photo } from "../codec/open-photo.ts";
import type { Pixels } from "../codec/protocol.ts";
import { cutOut } from "./cut-out.ts";
import type { Findings } from "./state.ts";

/** Finds out what is wrong with a photo from a sample of its pixels. */
export async function examinePhoto(
  { examine, estimateNoiseLevel }: Pick<WorkerRestorer, "examine" | "estimateNoiseLevel">,
  { pixels, jpeg }: Pick<Photo, "pixels" | "jpeg">,
  signal: AbortSignal,
): Promise<Findings> {
  const given = { ...middle(pixels), ...(jpeg && { jpeg }) };
  const [found, white] = await Promise.all([
    examine(given, { signal }),
    estimateNoiseLevel(given, { signal }),
  ]);
  return { ...found, white };
}

/** Side of a JPEG's blocks if chroma has half the size. */
const JPEG_BLOCK = 16;
/** Maximal number of pixels to examine. */
const EXAMINED = 1e6;

/** Returns the middle of a large photo. Noise and blur are much the same all over, and this is fast. */
function middle(pixels: Pixels): Pixels {
  const { width, height } = pixels;
  const share = Math.sqrt(EXAMINED / (width * height));
  // Keeps the JPEG's block grid aligned.
  const start = (length: number): number => JPEG_BLOCK * Math.round((length * (1 - share)) / 2 / JPEG_BLOCK);
  return share < 1
    ? cutOut(pixels, {
        x: start(width),
        y: start(height),
        width: Math.floor(width * share),
        height: Math.floor(height * share),
      })
    : pixels;
}
