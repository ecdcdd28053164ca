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
  sign,
  slice,
  square,
  sub,
  sum,
  tensor2d,
  tidy,
  tile,
  transpose,
  where,
} from "@tensorflow/tfjs-core";
import type { Scalar, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";

/** The position of a plane's blocks, and the number of its pixels per block pixel in each direction. */
export interface Grid {
  readonly boxes: readonly [across: number, down: number];
  readonly origin: readonly [left: number, top: number];
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

/** A plane as blocks, one row each. */
function toBlocks(x: Tensor4D): Tensor2D {
  const [batch, height, width, channels] = x.shape;
  const split = reshape(x, [batch, height / 8, 8, width / 8, 8 * channels]);
  return reshape(transpose(split, [0, 1, 3, 2, 4]), [-1, 64]);
}

function fromBlocks(blocks: Tensor2D, [batch, height, width]: Tensor4D["shape"]): Tensor4D {
  const split = reshape(blocks, [batch, height / 8, width / 8, 8, 8]);
  return reshape(transpose(split, [0, 1, 3, 2, 4]), [batch, height, width, 1]);
}

/** Extends x to whole blocks by repeating its edge pixels, as encoders do. */
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

/** The number of pixels to add before the first one to complete its block. */
function blockRest(pixels: number, box: number): number {
  return (8 * box - (pixels % (8 * box))) % (8 * box);
}

/** Repeats the first and the last pixels of x along an axis. */
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

/** A range of pixels along an axis. */
function part(x: Tensor4D, axis: 1 | 2, from: number, count: number): Tensor4D {
  const begin: Tensor4D["shape"] = [0, 0, 0, 0];
  const size: Tensor4D["shape"] = [...x.shape];
  begin[axis] = from;
  size[axis] = count;
  return slice(x, begin, size);
}

/** The intervals for the coefficients of a JPEG's blocks. */
export interface Intervals extends Grid {
  /** 64 quantisation steps. */
  readonly steps: readonly number[];
  /** Half-width of the intervals, as a fraction of a step. */
  readonly held: number;
}

/** How far a plane's coefficients are outside their intervals. */
interface Excess {
  /** One row per block. */
  readonly excess: Tensor2D;
  /** The same in pixels: the projection subtracts this. */
  readonly change: Tensor4D;
}

function intervals({ steps, held, ...grid }: Intervals) {
  const [across, down] = grid.boxes;
  const matrix = blockTransform();
  const reach = Float32Array.from(steps, (step) => held * step);
  const averaged = (x: Tensor4D): Tensor4D =>
    across * down === 1 ? x : avgPool(x, [down, across], [down, across], "valid");
  const transform = (x: Tensor4D): Tensor2D => matMul(toBlocks(x), tensor2d(matrix, [64, 64]));
  const pixels = (blocks: Tensor2D, like: Tensor4D, shape: Tensor4D["shape"]): Tensor4D => {
    const small = fromBlocks(matMul(blocks, tensor2d(matrix, [64, 64]), false, true), like.shape);
    const [left, top] = grid.origin.map((skipped, a) => blockRest(skipped, grid.boxes[a]!));
    return slice(copied(small, [down, across]), [0, top!, left!, 0], shape);
  };
  const shrunk = (x: Tensor4D): Tensor4D => averaged(completed(x, grid));
  return {
    beyond: (z: Tensor4D, y: Tensor4D): Excess => {
      const small = shrunk(z);
      const off = transform(sub(small, stored(shrunk(y), grid.boxes)));
      const limit = tensor2d(reach, [1, 64]);
      const excess = sub(relu(sub(off, limit)), relu(sub(neg(off), limit))) as Tensor2D;
      return { excess, change: pixels(excess, small, z.shape) };
    },
    /**
     * The derivative of the change in the direction dx; only coefficients outside their intervals contribute.
     */
    changeAlong: (dx: Tensor4D, excess: Tensor2D): Tensor4D => {
      const small = shrunk(dx);
      return pixels(mul(transform(small), abs(sign(excess))), small, dx.shape);
    },
    /** Number of the plane's pixels per block pixel. */
    area: across * down,
  };
}

/** The indicator function of the intervals. Its proximal map is the projection. */
export function cosineIntervals(given: Intervals): DataTerm {
  const { beyond } = intervals(given);
  return {
    name: "JPEG intervals",
    prox: (z, y) => tidy(() => sub(z, beyond(z, y).change)),
    value: (x, y) =>
      tidy(() => {
        const outside = greater(max(abs(beyond(x, y).excess)), ROUNDING);
        return where(outside, scalar(Infinity), scalar(0));
      }),
  };
}

/**
 * Half the squared distance from the intervals, ½ Σ d². Its proximal map goes the fraction γ/(1 + γ) of the
 * way to the projection.
 */
export function cosineDistance(given: Intervals): DataTerm {
  const { beyond, changeAlong, area } = intervals(given);
  return {
    name: "distance from JPEG intervals",
    prox: (z, y, gamma) => tidy(() => sub(z, mul(gamma / (1 + gamma), beyond(z, y).change))),
    // The gradient ignores the pixels that complete the blocks at the edges.
    proxGradient: (dx, z, y, gamma) => {
      const { byZ, byGamma } = tidy(() => {
        const { excess, change } = beyond(z, y);
        return {
          byZ: sub(dx, mul(gamma / (1 + gamma), changeAlong(dx, excess))) as Tensor4D,
          byGamma: mul(-1 / (1 + gamma) ** 2, sum(mul(dx, change))) as Scalar,
        };
      });
      return { z: byZ, gamma: byGamma };
    },
    value: (x, y) => tidy(() => mul(area / 2, sum(square(beyond(x, y).excess)))),
  };
}

/** Rounding tolerance of a coefficient, in gray levels. */
const ROUNDING = 0.01;

/** Copies each pixel to a box of pixels. */
function copied(x: Tensor4D, [rows, columns]: readonly [number, number]): Tensor4D {
  const [batch, height, width] = x.shape;
  const boxes = tile(reshape(x, [batch, height, 1, width, 1]), [1, 1, rows, 1, columns]);
  return reshape(boxes, [batch, height * rows, width * columns, 1]);
}

/** Number of iterations to undo the interpolation in {@link stored}. */
const UNDOINGS = 6;

/**
 * Recovers the chroma stored in the file from averages of the decoded chroma. Decoders interpolate with
 * weights 3/4 and 1/4 from the two nearest samples, so averaging two pixels amounts to a filter 1/8, 6/8,
 * 1/8, which is undone here.
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

/** Filters with 1/8, 6/8, 1/8 along an axis, repeating the edge. */
function smoothed(x: Tensor4D, axis: 1 | 2): Tensor4D {
  const size = x.shape[axis];
  const before = concat([part(x, axis, 0, 1), part(x, axis, 0, size - 1)], axis);
  const after = concat([part(x, axis, 1, size - 1), part(x, axis, size - 1, 1)], axis);
  return add(mul(0.75, x), mul(0.125, add(before, after)));
}
