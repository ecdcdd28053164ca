import type { ImageSize } from "../image-size.ts";

/** Largest side of a tile, in pixels. */
const SIDE = 128;
/** Number of pixels that represent a larger image. */
const BUDGET = 400_000;

/** Squares of an image stacked vertically into one plane, with a seam after every `tile` rows. */
export interface Tiles extends ImageSize {
  /** Height of a tile. */
  readonly tile: number;
  /** Index in the image of a pixel of the tiles. */
  pixel(i: number): number;
}

/** A small image itself; tiles of a large one on a regular grid, which limit the cost of an estimate. */
export function sampleTiles({ width, height }: ImageSize): Tiles {
  if (width * height <= BUDGET) return { width, height, tile: height, pixel: (i) => i };
  const side = Math.min(SIDE, width, height);
  const [across, down] = [Math.floor(width / side), Math.floor(height / side)];
  const wanted = Math.floor(BUDGET / side ** 2);
  const square = Math.round(Math.sqrt((wanted * across) / down));
  const columns = Math.min(across, wanted, Math.max(1, square));
  const rows = Math.min(down, Math.max(1, Math.floor(wanted / columns)));
  const corners = Array.from({ length: columns * rows }, (_, k) => {
    const [column, row] = [k % columns, Math.floor(k / columns)];
    const left = Math.floor(((column + 0.5) * width) / columns - side / 2);
    const top = Math.floor(((row + 0.5) * height) / rows - side / 2);
    return top * width + left;
  });
  return {
    width: side,
    height: side * corners.length,
    tile: side,
    pixel: (i) => {
      const [x, y] = [i % side, Math.floor(i / side)];
      return corners[Math.floor(y / side)]! + (y % side) * width + x;
    },
  };
}
