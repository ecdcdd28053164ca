import { blockCosines } from "./block-cosines.ts";
import { standardTables } from "./jpeg-tables.ts";
import type { JpegTables } from "./jpeg-tables.ts";
import { isGray } from "./opponent.ts";
import type { PixelImage } from "./pixel-image.ts";
import { toYcbcr } from "./ycbcr.ts";

/** Largest number of blocks used, evenly spread. */
const BLOCKS = 600;
/** Smallest number of blocks that suffices. */
const FEWEST = 12;
/** Standard deviation of what rounding and colour conversion add to a coefficient, in gray levels. */
const ROUNDING = 0.6;
/** Mean evidence per coefficient, in nats, above which a picture was a JPEG. */
const CONVINCING = 0.08;
/** Number of chroma coefficients needed to conclude that chroma has full resolution. */
const ENOUGH = 60;
/** Higher qualities leave no trace. */
const BEST = 97;

/**
 * How a decoded JPEG had been quantised: the position of its blocks, and which of the tables that the
 * Independent JPEG Group's library makes for a quality it used. Only the pixels are needed: the coefficients
 * of a block cluster around multiples of their steps.
 *
 * @param image pixels as a decoder gave them, perhaps cropped, but neither resized nor filtered since.
 * @returns undefined if the pixels show no quantisation: not a JPEG, a quality of 98 or more, other tables,
 *   or too few pixels.
 */
export function findQuantization(
  image: Pick<PixelImage, "data" | "width" | "height" | "channels">,
): JpegTables | undefined {
  const { width, height } = image;
  const planes = image.channels === 1 ? [image.data] : toYcbcr(image.data);
  const isColour = image.channels === 3 && !isGray(image.data);
  const plane = { data: planes[0]!, width, height };
  let found: (JpegTables & { readonly chroma: readonly number[] }) | undefined;
  let most = CONVINCING;
  // Most pictures are not cropped; otherwise the blocks must be located, which is hard at high quality.
  for (const [left, top] of [
    [0, 0],
    [blockPhase(plane, 1), blockPhase(plane, width)],
  ] as const) {
    const blocks = coefficients(plane, left, top);
    if (blocks.length < FEWEST) continue;
    for (let quality = 1; quality <= BEST; quality++) {
      const tables = standardTables(quality);
      const { evidence } = evidenceFor(blocks, tables.luma);
      if (evidence <= most) continue;
      most = evidence;
      found = { ...tables, ...(left + top > 0 && { origin: [left, top] }) };
    }
  }
  if (found === undefined) return undefined;
  const { chroma, ...rest } = found;
  if (!isColour) return rest;
  const [left, top] = found.origin ?? [0, 0];
  const full = planes.slice(1).flatMap((data) => coefficients({ ...plane, data }, left, top));
  const { evidence, count } = evidenceFor(full, chroma);
  return { ...found, subsampling: evidence > CONVINCING && count > ENOUGH ? [1, 1] : [2, 2] };
}

interface Plane {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** Which of the eight columns (stride 1) or rows (stride width) start a block: where pixels jump most. */
export function blockPhase({ data, width, height }: Plane, stride: number): number {
  const jumps = new Float64Array(8);
  const counts = new Float64Array(8);
  const across = stride === 1;
  for (let row = across ? 0 : 2; row < height - (across ? 0 : 1); row++) {
    for (let column = across ? 2 : 0; column < width - (across ? 1 : 0); column++) {
      const i = row * width + column;
      const jump = Math.abs(data[i]! - data[i - stride]!);
      const around =
        Math.abs(data[i - stride]! - data[i - 2 * stride]!) + Math.abs(data[i + stride]! - data[i]!);
      const phase = (across ? column : row) % 8;
      // Edges of the picture jump by more than those of blocks.
      jumps[phase]! += Math.min(12, Math.max(0, jump - around / 2));
      counts[phase]! += 1;
    }
  }
  const means = Array.from(jumps, (sum, phase) => sum / Math.max(1, counts[phase]!));
  return means.indexOf(Math.max(...means));
}

/** The 64 coefficients of some complete, unclipped blocks of a plane. */
export function coefficients({ data, width, height }: Plane, left: number, top: number): Float64Array[] {
  const [columns, rows] = [Math.floor((width - left) / 8), Math.floor((height - top) / 8)];
  const every = Math.max(1, Math.floor((columns * rows) / BLOCKS));
  const blocks: Float64Array[] = [];
  for (let b = 0; b < columns * rows; b += every) {
    const start = (top + 8 * Math.floor(b / columns)) * width + left + 8 * (b % columns);
    const pixel = (i: number): number => data[start + (i >> 3) * width + (i & 7)]!;
    const half = new Float64Array(64);
    const block = new Float64Array(64);
    for (let i = 0; i < 64; i++)
      for (let n = 0; n < 8; n++) half[i]! += blockCosines[(i & 56) + n]! * pixel(8 * n + (i & 7));
    for (let i = 0; i < 64; i++)
      for (let n = 0; n < 8; n++) block[i]! += half[(i & 56) + n]! * blockCosines[8 * (i & 7) + n]!;
    block[0]! -= 8 * 128;
    let isClipped = false;
    for (let i = 0; i < 64; i++) isClipped ||= pixel(i) <= 0 || pixel(i) >= 255;
    if (!isClipped) blocks.push(block);
  }
  return blocks;
}

/**
 * How much likelier the coefficients are with these steps than without quantisation, in nats per coefficient:
 * quantised ones lie within rounding of a multiple of the step, others anywhere.
 *
 * @param rounding standard deviation of what was added to a coefficient since, in gray levels.
 */
export function evidenceFor(
  blocks: readonly Float64Array[],
  steps: readonly number[],
  rounding: number = ROUNDING,
): { readonly evidence: number; readonly count: number } {
  const peak = 0.95 / (rounding * Math.sqrt(2 * Math.PI));
  let [sum, count] = [0, 0];
  for (const block of blocks) {
    // Logarithms take longest, so there is one for each block.
    let likelihood = 1;
    for (let i = 1; i < 64; i++) {
      const value = block[i]!;
      const step = steps[i]!;
      // Small ones are close to a multiple, 0, whether quantised or not.
      if (Math.abs(value) < step / 2) continue;
      const off = (value - step * Math.round(value / step)) / rounding;
      // A few may have been clipped or changed afterwards; next to that, the density far away is nothing.
      likelihood *= 0.05 + (Math.abs(off) < 9 ? peak * step * Math.exp(-(off * off) / 2) : 0);
      count++;
    }
    sum += Math.log(likelihood);
  }
  return { evidence: count === 0 ? 0 : sum / count, count };
}
