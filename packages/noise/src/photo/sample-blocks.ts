import { toOpponent } from "@genericdp/image";
import type { PixelImage } from "@genericdp/image";

/** Side of a block, in pixels. */
export const SIDE = 16;
const PIXELS = SIDE * SIDE;

/** Blocks of the planes of an image. */
export interface Blocks {
  /** Number of planes: 1 for gray; 3 opponent planes for colour. */
  readonly planes: 1 | 3;
  readonly count: number;
  /** For each plane, its blocks: `count × 16 × 16` gray levels. */
  readonly data: readonly Float32Array[];
  /** Mean gray level of each block, 0..255. */
  readonly brightness: Float32Array;
}

/** Largest number of blocks, whatever the size of the image; it limits the cost of an estimate. */
const BUDGET = 1600;
/** Largest share of pixels at the ends of the scale in a block that is used. */
const MOST_CLIPPED = 0.05;
/** If fewer blocks than this are left, clipped ones are used too. */
const FEWEST = 16;
const FEWEST_SHARE = 0.08;

/**
 * Blocks on a regular grid over an image, aligned with the blocks of JPEG. Blocks with transparent pixels are
 * left out, and those with clipped pixels too if enough others are left.
 *
 * @param gray whether to look at the first channel only
 */
export function sampleBlocks(
  image: Pick<PixelImage, "data" | "width" | "height" | "channels" | "alpha">,
  gray: boolean,
): Blocks {
  const corners = visibleCorners(image);
  const unclipped = corners.filter((corner) => !isClipped(image, corner));
  const enough = unclipped.length >= Math.max(FEWEST, FEWEST_SHARE * corners.length);
  const used = enough ? unclipped : corners;
  const planes = gray ? 1 : 3;
  const data = Array.from({ length: planes }, () => new Float32Array(used.length * PIXELS));
  const brightness = new Float32Array(used.length);
  const block = new Float32Array(PIXELS * planes);
  const { channels, width } = image;
  used.forEach((corner, at) => {
    for (let i = 0; i < PIXELS; i++) {
      const pixel = corner + Math.floor(i / SIDE) * width + (i % SIDE);
      for (let c = 0; c < planes; c++) block[planes * i + c] = image.data[channels * pixel + c]!;
    }
    brightness[at] = block.reduce((sum, level) => sum + level, 0) / block.length;
    const parts = gray ? [block] : toOpponent(block);
    parts.forEach((part, c) => data[c]!.set(part, at * PIXELS));
  });
  return { planes, count: used.length, data, brightness };
}

function visibleCorners({ width, height, alpha }: Pick<PixelImage, "width" | "height" | "alpha">): number[] {
  const [across, down] = [Math.floor(width / SIDE), Math.floor(height / SIDE)];
  const thin = Math.min(1, Math.sqrt(BUDGET / (across * down)));
  const columns = Math.max(1, Math.min(across, Math.floor(across * thin)));
  const rows = Math.max(1, Math.min(down, Math.floor(BUDGET / columns)));
  const corners: number[] = [];
  for (let j = 0; j < rows; j++) {
    const top = SIDE * Math.floor(((j + 0.5) * down) / rows);
    for (let i = 0; i < columns; i++) {
      const corner = top * width + SIDE * Math.floor(((i + 0.5) * across) / columns);
      if (alpha === undefined || isVisible(alpha, width, corner)) corners.push(corner);
    }
  }
  return corners;
}

function isVisible(alpha: Float32Array, width: number, corner: number): boolean {
  for (let i = 0; i < PIXELS; i++) {
    if (!(alpha[corner + Math.floor(i / SIDE) * width + (i % SIDE)]! > 0)) return false;
  }
  return true;
}

function isClipped(
  { data, width, channels }: Pick<PixelImage, "data" | "width" | "channels">,
  corner: number,
): boolean {
  let clipped = 0;
  for (let i = 0; i < PIXELS; i++) {
    const pixel = corner + Math.floor(i / SIDE) * width + (i % SIDE);
    for (let c = 0; c < channels; c++) {
      const level = data[channels * pixel + c]!;
      if (level <= 0 || level >= 255) clipped++;
    }
  }
  return clipped > MOST_CLIPPED * PIXELS * channels;
}
