import type { DataTerm } from "@genericdp/core";
import {
  abs,
  add,
  avgPool,
  concat,
  greater,
  matMul,
  max,
  mul,
  neg,
  relu,
  reshape,
  scalar,
  slice,
  sub,
  tensor2d,
  tidy,
  tile,
  transpose,
  where,
} from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { defineDegradation } from "./degradation.ts";
import type { Degradation } from "./degradation.ts";

/** How a JPEG was quantised: `readJpegTables` of `@genericdp/image` finds it in a file. */
export interface JpegQuantization {
  /** 64 steps of luma, row by row from the constant on. */
  readonly luma: readonly number[];
  /** The same for chroma. Default: those of luma. */
  readonly chroma?: readonly number[];
  /** Luma pixels to a chroma pixel, each way. Default: [1, 1]. */
  readonly subsampling?: readonly [across: number, down: number];
  /** Pixels at the left and at the top before the first block that begins there. Default: [0, 0]. */
  readonly origin?: readonly [left: number, top: number];
}

/**
 * The share of a step, each way, within which a coefficient is held. Rounding leaves a half, but the middle
 * is likeliest: on BSDS500's validation part 0.1 is up to 0.3 dB worse, 0.3 too, and 0.4 up to 0.8 dB.
 */
const HELD = 0.2;
/** Iterations of the solver; 8 gain nothing. */
const ITERATIONS = 6;

/**
 * An image that was stored as JPEG (ITU-T T.81). Every coefficient of the blocks' cosine transform is known
 * to within a part of its quantisation step; the data step is the projection on these intervals, of
 * subsampled chroma on those of its averages.
 *
 * @throws RangeError unless tables have 64 steps above 0, and the subsampling is by 1, 2 or 4.
 */
export function jpegCompressed({
  luma,
  chroma = luma,
  subsampling = [1, 1],
  origin = [0, 0],
}: JpegQuantization): Degradation {
  for (const [name, steps] of Object.entries({ luma, chroma })) {
    if (steps.length === 64 && steps.every((step) => step > 0 && step < Infinity)) continue;
    throw new RangeError(`jpegCompressed: expected 64 steps above 0 of ${name}, got ${steps.join(", ")}`);
  }
  if (subsampling.length !== 2 || !subsampling.every((by) => by === 1 || by === 2 || by === 4)) {
    throw new RangeError(`jpegCompressed: expected subsampling by 1, 2 or 4, got ${subsampling.join(" × ")}`);
  }
  if (origin.length !== 2 || !origin.every((pixels) => Number.isSafeInteger(pixels) && pixels >= 0)) {
    throw new RangeError(`jpegCompressed: expected an origin in whole pixels, got ${origin.join(", ")}`);
  }
  return defineDegradation({
    ...plane(luma, lastLevel(luma), { boxes: [1, 1], origin }),
    name: "JPEG",
    chroma: plane(chroma, CHROMA * lastLevel(chroma), { boxes: subsampling, origin }),
  });
}

/** Where the blocks of a plane are, and how many of its pixels each way are one of theirs. */
interface Grid {
  readonly boxes: readonly [across: number, down: number];
  readonly origin: readonly [left: number, top: number];
}

function plane(steps: readonly number[], level: number, grid: Grid): Degradation {
  return {
    name: "JPEG plane",
    dataTerm: cosineIntervals(steps, grid),
    noise: { level },
    schedule: { iterations: ITERATIONS, from: FIRST * level, exponent: 1 },
  };
}

/** The prior's noise level at first, in those of the last iteration. */
const FIRST = 3.5;
/** Chroma spans less than luma for the same colours. */
const CHROMA = 0.7;

/** The prior's noise level at the last iteration: 4.5 at quality 10, 3 at 30, 2 at 70. */
function lastLevel(steps: readonly number[]): number {
  // Of low frequencies, where images have their energy.
  const low = steps.filter((_, i) => (i % 8) + (i >> 3) < 4);
  const mean = low.reduce((sum, step) => sum + step, 0) / low.length;
  return 0.91 * mean ** 0.38;
}

/** The orthonormal cosine transform of blocks of 8 × 8, as a matrix for rows of 64 pixels. */
function blockTransform(): Float32Array {
  const basis = (k: number, n: number): number =>
    (k === 0 ? Math.sqrt(1 / 8) : 0.5) * Math.cos((Math.PI * (2 * n + 1) * k) / 16);
  return Float32Array.from({ length: 64 * 64 }, (_, i) => {
    const [pixel, coefficient] = [i >> 6, i & 63];
    return basis(coefficient >> 3, pixel >> 3) * basis(coefficient & 7, pixel & 7);
  });
}

/** A plane in blocks: a row for each. */
function toBlocks(x: Tensor4D): Tensor2D {
  const [batch, height, width, channels] = x.shape;
  const split = reshape(x, [batch, height / 8, 8, width / 8, 8 * channels]);
  return reshape(transpose(split, [0, 1, 3, 2, 4]), [-1, 64]);
}

function fromBlocks(blocks: Tensor2D, [batch, height, width]: Tensor4D["shape"]): Tensor4D {
  const split = reshape(blocks, [batch, height / 8, width / 8, 8, 8]);
  return reshape(transpose(split, [0, 1, 3, 2, 4]), [batch, height, width, 1]);
}

/** x continued to whole blocks, its outermost pixels repeated, as encoders do it. */
function completed(x: Tensor4D, { boxes, origin }: Grid): Tensor4D {
  const [, height, width] = x.shape;
  const [before, after] = [
    [0, 0],
    [0, 0],
  ] as [number[], number[]];
  for (const [a, size] of [width, height].entries()) {
    const unit = 8 * boxes[a]!;
    before[a] = blockRest(origin[a]!, boxes[a]!);
    after[a] = (unit - ((before[a]! + size) % unit)) % unit;
  }
  return repeated(repeated(x, 2, before[0]!, after[0]!), 1, before[1]!, after[1]!);
}

/** How many pixels of a block are missing before so many of its pixels. */
function blockRest(pixels: number, box: number): number {
  return (8 * box - (pixels % (8 * box))) % (8 * box);
}

/** x with its first and last pixels along an axis repeated. */
function repeated(x: Tensor4D, axis: 1 | 2, before: number, after: number): Tensor4D {
  const last = x.shape[axis] - 1;
  const ends = [
    [0, before],
    [last, after],
  ] as const;
  const [first, final] = ends.map(([at, times]) => {
    const reps = axis === 1 ? [1, times, 1, 1] : [1, 1, times, 1];
    return times === 0 ? [] : [tile(part(x, axis, at, 1), reps)];
  });
  return first!.length + final!.length === 0 ? x : concat([...first!, x, ...final!], axis);
}

/** Some pixels along an axis. */
function part(x: Tensor4D, axis: 1 | 2, from: number, count: number): Tensor4D {
  const begin: Tensor4D["shape"] = [0, 0, 0, 0];
  const size: Tensor4D["shape"] = [...x.shape];
  begin[axis] = from;
  size[axis] = count;
  return slice(x, begin, size);
}

/** The indicator of the intervals that a plane's coefficients lie in. */
function cosineIntervals(steps: readonly number[], grid: Grid): DataTerm {
  const [across, down] = grid.boxes;
  const matrix = blockTransform();
  const reach = Float32Array.from(steps, (step) => HELD * step);
  const averaged = (x: Tensor4D): Tensor4D =>
    across * down === 1 ? x : avgPool(x, [down, across], [down, across], "valid");
  /** By how much the coefficients of x are off those of y, in a row for each block. */
  const beyond = (x: Tensor4D, y: Tensor4D): Tensor2D => {
    const off = sub(x, stored(y, grid.boxes)) as Tensor4D;
    return matMul(toBlocks(off), tensor2d(matrix, [64, 64]));
  };
  return {
    name: "JPEG intervals",
    prox: (z, y) =>
      tidy(() => {
        const [whole, measured] = [completed(z, grid), completed(y, grid)];
        const small = averaged(whole);
        const off = beyond(small, averaged(measured));
        const held = tensor2d(reach, [1, 64]);
        const excess = sub(relu(sub(off, held)), relu(sub(neg(off), held))) as Tensor2D;
        const change = fromBlocks(matMul(excess, tensor2d(matrix, [64, 64]), false, true), small.shape);
        const [left, top] = grid.origin.map((pixels, a) => blockRest(pixels, grid.boxes[a]!));
        const projected = sub(whole, copied(change, [down, across]));
        return slice(projected as Tensor4D, [0, top!, left!, 0], z.shape);
      }),
    value: (x, y) =>
      tidy(() => {
        const off = beyond(averaged(completed(x, grid)), averaged(completed(y, grid)));
        const outside = greater(max(sub(abs(off), tensor2d(reach, [1, 64]))), ROUNDING);
        return where(outside, scalar(Infinity), scalar(0));
      }),
  };
}

/** What rounding may add to a coefficient, in gray levels. */
const ROUNDING = 0.01;

/** Every pixel copied over a box. */
function copied(x: Tensor4D, [rows, columns]: readonly [number, number]): Tensor4D {
  const [batch, height, width] = x.shape;
  const boxes = tile(reshape(x, [batch, height, 1, width, 1]), [1, 1, rows, 1, columns]);
  return reshape(boxes, [batch, height * rows, width * columns, 1]);
}

/** How often the interpolation of {@link stored} is undone in part. */
const UNDOINGS = 6;

/**
 * The chroma that a file stores, of its averages after decoding. Decoders draw it large by weights 3/4 and
 * 1/4 of the two nearest, so that the averages of two pixels are those of a filter 1/8, 6/8, 1/8, which is
 * undone.
 */
function stored(averages: Tensor4D, by: readonly [across: number, down: number]): Tensor4D {
  let found = averages;
  for (let i = 0; i < UNDOINGS; i++) {
    let again = found;
    for (const [axis, factor] of [
      [2, by[0]],
      [1, by[1]],
    ] as const) {
      if (factor === 2) again = smoothed(again, axis);
    }
    if (again === found) return found;
    found = add(found, sub(averages, again));
  }
  return found;
}

/** Filtered by 1/8, 6/8, 1/8 along an axis, the edge repeated. */
function smoothed(x: Tensor4D, axis: 1 | 2): Tensor4D {
  const size = x.shape[axis];
  const before = concat([part(x, axis, 0, 1), part(x, axis, 0, size - 1)], axis);
  const after = concat([part(x, axis, 1, size - 1), part(x, axis, size - 1, 1)], axis);
  return add(mul(0.75, x), mul(0.125, add(before, after)));
}
