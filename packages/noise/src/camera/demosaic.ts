import type { ImageSize } from "../image-size.ts";

/** Red, green and blue, each `height × width`. */
export type RgbPlanes = readonly [Float32Array, Float32Array, Float32Array];

/** Position of the red pixel in every 2 × 2 Bayer cell; blue is diagonally opposite, the others are green. */
export interface BayerPhase {
  readonly column: 0 | 1;
  readonly row: 0 | 1;
}

/** How the two missing colours of every pixel are found. */
export type Demosaicing = "bilinear" | "edge-aware";

/** Applies a Bayer filter to three planes: one colour per pixel. */
export function mosaic([r, g, b]: RgbPlanes, { width }: ImageSize, phase: BayerPhase): Float32Array {
  const raw = new Float32Array(g.length);
  for (let i = 0; i < raw.length; i++) {
    const [besideX, besideY] = [
      ((i % width) & 1) !== phase.column,
      (Math.floor(i / width) & 1) !== phase.row,
    ];
    if (besideX !== besideY) raw[i] = g[i]!;
    else raw[i] = besideX ? b[i]! : r[i]!;
  }
  return raw;
}

/** Pixels by which a mosaic is extended beyond its edges. */
const MARGIN = 2;

/** A plane extended by `MARGIN` pixels, mirrored at its outermost ones, which preserves the pattern. */
interface Framed extends ImageSize {
  readonly data: Float32Array;
}

/**
 * Three planes from a mosaic. "bilinear" is the mean of the nearest pixels of each colour; "edge-aware" finds
 * green along the direction of the smaller gradient, corrected by the other colour's second difference
 * (Hamilton & Adams, US patent 5,629,734, expired), then red and blue by bilinear differences from green.
 */
export function demosaic(
  raw: Float32Array,
  size: ImageSize,
  phase: BayerPhase,
  method: Demosaicing,
): RgbPlanes {
  const framed = frame(raw, size);
  const green = method === "bilinear" ? bilinearGreen(framed, phase) : directedGreen(framed, phase);
  const guided = method === "edge-aware";
  const guide = guided ? frame(green, size).data : undefined;
  const difference = guide ? framed.data.map((level, i) => level - guide[i]!) : framed.data;
  const blue: BayerPhase = { column: phase.column === 0 ? 1 : 0, row: phase.row === 0 ? 1 : 0 };
  const [r, b] = [phase, blue].map((own) => sparse({ ...framed, data: difference }, own)) as [
    Float32Array,
    Float32Array,
  ];
  if (guided) {
    for (let i = 0; i < green.length; i++) {
      r[i]! += green[i]!;
      b[i]! += green[i]!;
    }
  }
  return [r, green, b];
}

function mirror(i: number, n: number): number {
  if (n === 1) return 0;
  const period = 2 * (n - 1);
  const j = ((i % period) + period) % period;
  return j < n ? j : period - j;
}

function frame(plane: Float32Array, { width, height }: ImageSize): Framed {
  const [columns, rows] = [width + 2 * MARGIN, height + 2 * MARGIN];
  const data = new Float32Array(columns * rows);
  for (let y = 0; y < rows; y++) {
    const from = mirror(y - MARGIN, height) * width;
    data.set(plane.subarray(from, from + width), y * columns + MARGIN);
    for (let k = 0; k < MARGIN; k++) {
      data[y * columns + k] = plane[from + mirror(k - MARGIN, width)]!;
      data[(y + 1) * columns - MARGIN + k] = plane[from + mirror(width + k, width)]!;
    }
  }
  return { data, width, height };
}

/** Calls `find` for each pixel with its index in the plane, its index in the frame, and its coordinates. */
function eachPixel(
  { width, height }: ImageSize,
  find: (at: number, x: number, y: number) => number,
): Float32Array {
  const plane = new Float32Array(width * height);
  const stride = width + 2 * MARGIN;
  for (let y = 0; y < height; y++) {
    const start = (y + MARGIN) * stride + MARGIN;
    for (let x = 0; x < width; x++) plane[y * width + x] = find(start + x, x, y);
  }
  return plane;
}

function isGreen(x: number, y: number, { column, row }: BayerPhase): boolean {
  return ((x ^ y) & 1) !== (column ^ row);
}

function bilinearGreen(raw: Framed, phase: BayerPhase): Float32Array {
  const { data } = raw;
  const down = raw.width + 2 * MARGIN;
  return eachPixel(raw, (at, x, y) => {
    if (isGreen(x, y, phase)) return data[at]!;
    return (data[at - 1]! + data[at + 1]! + data[at - down]! + data[at + down]!) / 4;
  });
}

function directedGreen(raw: Framed, phase: BayerPhase): Float32Array {
  const { data } = raw;
  const down = raw.width + 2 * MARGIN;
  return eachPixel(raw, (at, x, y) => {
    const own = data[at]!;
    if (isGreen(x, y, phase)) return own;
    const [left, right, above, below] = [data[at - 1]!, data[at + 1]!, data[at - down]!, data[at + down]!];
    const bendX = 2 * own - data[at - 2]! - data[at + 2]!;
    const bendY = 2 * own - data[at - 2 * down]! - data[at + 2 * down]!;
    const alongX = (left + right) / 2 + bendX / 4;
    const alongY = (above + below) / 2 + bendY / 4;
    const gradientX = Math.abs(left - right) + Math.abs(bendX);
    const gradientY = Math.abs(above - below) + Math.abs(bendY);
    if (gradientX === gradientY) return (alongX + alongY) / 2;
    return gradientX < gradientY ? alongX : alongY;
  });
}

/** The colour that one pixel of each cell has, filled in bilinearly. */
function sparse(raw: Framed, { column, row }: BayerPhase): Float32Array {
  const { data } = raw;
  const stride = raw.width + 2 * MARGIN;
  return eachPixel(raw, (at, x, y) => {
    const across = (x & 1) === column ? 0 : 1;
    const down = (y & 1) === row ? 0 : stride;
    const above = data[at - across - down]! + data[at + across - down]!;
    return (above + data[at - across + down]! + data[at + across + down]!) / 4;
  });
}
