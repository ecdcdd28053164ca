import { blockPhase, coefficients, evidenceFor, findQuantization } from "./find-quantization.ts";
import { standardTables } from "./jpeg-tables.ts";
import type { JpegTables } from "./jpeg-tables.ts";
import { isGray } from "./opponent.ts";
import type { PixelImage } from "./pixel-image.ts";
import { toYcbcr } from "./ycbcr.ts";

/** An earlier JPEG is looked for if its steps are at least this many times those of the last one. */
const COARSER = 3;
/** Mean evidence per coefficient, in nats, above which there was an earlier JPEG. */
const CONVINCING = 0.15;
/** Smallest number of coefficients that suffices. */
const ENOUGH = 60;

/**
 * The JPEG compression by which an image lost most: that of its file, or else of its pixels, unless
 * the pixels tell of an earlier and much stronger one. A poor JPEG that was saved again with a good quality,
 * perhaps after it was cropped, is still a poor one.
 *
 * @param image as for `findQuantization`, with the tables of its file.
 * @returns undefined if neither tells of a JPEG.
 */
export function strongestJpeg(
  image: Pick<PixelImage, "data" | "width" | "height" | "channels" | "jpeg">,
): JpegTables | undefined {
  const last = image.jpeg ?? findQuantization(image);
  if (last === undefined) return undefined;
  const { width, height, channels } = image;
  const data = channels === 1 ? image.data : toYcbcr(image.data)[0];
  const plane = { data, width, height };
  const step = coarseness(last.luma);
  const rounding = Math.max(1, step / Math.sqrt(12));
  let strongest: JpegTables | undefined;
  let most = CONVINCING;
  for (const [left, top] of [
    last.origin ?? [0, 0],
    [blockPhase(plane, 1), blockPhase(plane, width)],
  ] as const) {
    const blocks = coefficients(plane, left, top);
    for (let quality = 1; quality <= 100; quality++) {
      const tables = standardTables(quality);
      if (coarseness(tables.luma) < COARSER * step) break;
      const { evidence, count } = evidenceFor(blocks, tables.luma, rounding);
      if (evidence <= most || count < ENOUGH) continue;
      most = evidence;
      const isColour = channels === 3 && !isGray(image.data);
      strongest = {
        luma: tables.luma,
        ...(isColour && { chroma: tables.chroma!, subsampling: last.subsampling ?? [1, 1] }),
        ...(left + top > 0 && { origin: [left, top] }),
      };
    }
  }
  return strongest ?? last;
}

/** The mean step of low frequencies, which have most of an image's energy. */
function coarseness(steps: readonly number[]): number {
  const low = steps.filter((_, i) => i > 0 && (i & 7) + (i >> 3) < 4);
  return low.reduce((sum, each) => sum + each, 0) / low.length;
}
