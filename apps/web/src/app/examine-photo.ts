import type { WorkerRestorer } from "genericdp/worker";
import type { Photo } from "../codec/open-photo.ts";
import type { Pixels } from "../codec/protocol.ts";
import { cutOut } from "./cut-out.ts";
import type { Findings } from "./state.ts";

/** Finds out what is wrong with a photo, from a sample of it. */
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

/** Side of a JPEG's blocks, of chroma at half the size. */
const JPEG_BLOCK = 16;
/** The pixels that are examined, at most. */
const EXAMINED = 1e6;

/** The middle of a large photo: noise and blur are much the same all over, and found in a moment. */
function middle(pixels: Pixels): Pixels {
  const { width, height } = pixels;
  const share = Math.sqrt(EXAMINED / (width * height));
  // The blocks of a JPEG stay where they are.
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
