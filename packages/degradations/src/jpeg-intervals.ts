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

/** Where the blocks of a plane are, and how many of its pixels each way are one of theirs. */
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

/** What the coefficients of a JPEG's blocks are held to. */
export interface Intervals extends Grid {
  /** 64 quantisation steps. */
  readonly steps: readonly number[];
  /** The share of a step, each way, within which a coefficient is held. */
  readonly held: number;
}

/** By how much a plane's coefficients are outside of their intervals. */
interface Excess {
  /** In a row for each block. */
  readonly excess: Tensor2D;
  /** The same in pixels: what to take away for the projection. */
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
    /** The derivative of the change in the direction dx, where some coefficients are outside. */
    changeAlong: (dx: Tensor4D, excess: Tensor2D): Tensor4D => {
      const small = shrunk(dx);
      return pixels(mul(transform(small), abs(sign(excess))), small, dx.shape);
    },
    /** Pixels of the plane to one of the blocks'. */
    area: across * down,
  };
}

/** The indicator of the intervals: its proximal map is the projection. */
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
 * Half the squared distance from the intervals, ½ Σ d²: its proximal map goes γ/(1 + γ) of the way to the
 * projection.
 */
export function cosineDistance(given: Intervals): DataTerm {
  const { beyond, changeAlong, area } = intervals(given);
  return {
    name: "distance from JPEG intervals",
    prox: (z, y, gamma) => tidy(() => sub(z, mul(gamma / (1 + gamma), beyond(z, y).change))),
    // Where the blocks are not whole at the edges, but for the pixels repeated there.
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
