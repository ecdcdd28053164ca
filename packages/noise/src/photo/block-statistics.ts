import { SIDE } from "./sample-blocks.ts";

const PIXELS = SIDE * SIDE;
/** Largest distance of compared pixels. */
export const LAGS = 4;

/**
 * Statistics of every block of one plane. White noise of variance 1 gives 1 for each spread; smooth slopes
 * give almost 0.
 */
export interface BlockStatistics {
  /** `SPREADS` variances, each with one number per block, see `SPREAD_NAMES`. */
  readonly spreads: readonly Float32Array[];
  /** Autocovariances of the residuals of a fitted plane at lags 0 to `LAGS`, mean of both directions. */
  readonly covariances: readonly Float32Array[];
  /** Mean square of differences along rows, divided by that along columns. */
  readonly anisotropy: Float32Array;
  /** Kurtosis of diagonal differences: 3 for normal noise. */
  readonly kurtosis: Float32Array;
  /** Mean square of differences across the edges of JPEG's blocks, divided by that elsewhere. */
  readonly blockiness: Float32Array;
  /** Kurtosis of the residuals of a fitted plane: 1 for two levels, 3 for normal noise. */
  readonly peakedness: Float32Array;
}

/** From fine to coarse; "fit": residuals of planes fitted to squares of that size. */
const SPREAD_NAMES = [
  "diagonal",
  "step1",
  "step2",
  "step4",
  "fit8",
  "fit16",
  "diagonal of 2×2",
  "diagonal of 4×4",
] as const;

/** @param plane blocks one after the other, as returned by `sampleBlocks` */
export function blockStatistics(plane: Float32Array, count: number): BlockStatistics {
  const columns = (n: number): Float32Array[] => Array.from({ length: n }, () => new Float32Array(count));
  const spreads = columns(SPREAD_NAMES.length);
  const covariances = columns(LAGS + 1);
  const [anisotropy, kurtosis] = columns(2) as [Float32Array, Float32Array];
  const [blockiness, peakedness] = columns(2) as [Float32Array, Float32Array];
  const half = new Float64Array(PIXELS / 4);
  const quarter = new Float64Array(PIXELS / 16);
  const residual = new Float64Array(PIXELS);
  for (let at = 0; at < count; at++) {
    const block = plane.subarray(at * PIXELS, (at + 1) * PIXELS);
    average(block, SIDE, half);
    average(half, SIDE / 2, quarter);
    const fine = diagonals(block, SIDE);
    const one = steps(block, 1);
    spreads[0]![at] = fine.variance;
    spreads[1]![at] = (one.across + one.down) / 4;
    for (const [k, distance] of [2, 4].entries()) {
      const { across, down } = steps(block, distance);
      spreads[2 + k]![at] = (across + down) / 4;
    }
    spreads[4]![at] = squaresLeft(block, 8, residual) / (PIXELS - 12);
    spreads[5]![at] = squaresLeft(block, 16, residual) / (PIXELS - 3);
    for (let lag = 0; lag <= LAGS; lag++) covariances[lag]![at] = covariance(residual, lag);
    spreads[6]![at] = 4 * diagonals(half, SIDE / 2).variance;
    spreads[7]![at] = 16 * diagonals(quarter, SIDE / 4).variance;
    anisotropy[at] = (one.across + FLOOR) / (one.down + FLOOR);
    kurtosis[at] = (fine.fourth + 3 * FLOOR ** 2) / (fine.variance + FLOOR) ** 2;
    blockiness[at] = edgeContrast(block);
    peakedness[at] = fourthMoment(residual);
  }
  return { spreads, covariances, anisotropy, kurtosis, blockiness, peakedness };
}

/** A little more than the variance of rounding: keeps ratios of negligible variances at 1. */
const FLOOR = 0.05;

function average(from: ArrayLike<number>, side: number, to: Float64Array): void {
  const small = side / 2;
  for (let i = 0; i < to.length; i++) {
    const at = 2 * Math.floor(i / small) * side + 2 * (i % small);
    to[i] = (from[at]! + from[at + 1]! + from[at + side]! + from[at + side + 1]!) / 4;
  }
}

function diagonals(
  block: ArrayLike<number>,
  side: number,
): { readonly variance: number; readonly fourth: number } {
  let [second, fourth] = [0, 0];
  for (let y = 0; y + 1 < side; y++) {
    for (let i = y * side; i + 1 < (y + 1) * side; i++) {
      const d = (block[i]! - block[i + 1]! - block[i + side]! + block[i + side + 1]!) / 2;
      second += d * d;
      fourth += d ** 4;
    }
  }
  const n = (side - 1) ** 2;
  return { variance: second / n, fourth: fourth / n };
}

/** Mean squares of differences of pixels at a distance. */
function steps(block: Float32Array, distance: number): { readonly across: number; readonly down: number } {
  let [across, down] = [0, 0];
  for (let y = 0; y < SIDE; y++) {
    for (let i = y * SIDE; i + distance < (y + 1) * SIDE; i++)
      across += (block[i + distance]! - block[i]!) ** 2;
  }
  for (let i = 0; i + distance * SIDE < PIXELS; i++) down += (block[i + distance * SIDE]! - block[i]!) ** 2;
  const n = SIDE * (SIDE - distance);
  return { across: across / n, down: down / n };
}

/** Sum of squared residuals of planes fitted to squares of `side` pixels; also the residual of each pixel. */
function squaresLeft(block: Float32Array, side: number, residual: Float64Array): number {
  const centre = (side - 1) / 2;
  const moment = (side * side * (side * side - 1)) / 12;
  let total = 0;
  for (let top = 0; top < SIDE; top += side) {
    for (let left = 0; left < SIDE; left += side) {
      let [mean, slopeX, slopeY] = [0, 0, 0];
      for (let i = 0; i < side * side; i++) {
        const [x, y] = [i % side, Math.floor(i / side)];
        const level = block[(top + y) * SIDE + left + x]!;
        mean += level / (side * side);
        slopeX += ((x - centre) * level) / moment;
        slopeY += ((y - centre) * level) / moment;
      }
      for (let i = 0; i < side * side; i++) {
        const [x, y] = [i % side, Math.floor(i / side)];
        const at = (top + y) * SIDE + left + x;
        const rest = block[at]! - mean - slopeX * (x - centre) - slopeY * (y - centre);
        residual[at] = rest;
        total += rest * rest;
      }
    }
  }
  return total;
}

function fourthMoment(residual: Float64Array): number {
  let [second, fourth] = [0, 0];
  for (const value of residual) {
    second += value * value;
    fourth += value ** 4;
  }
  return (fourth / PIXELS + 3 * FLOOR ** 2) / (second / PIXELS + FLOOR) ** 2;
}

function covariance(residual: Float64Array, lag: number): number {
  let sum = 0;
  for (let y = 0; y < SIDE; y++) {
    for (let i = y * SIDE; i + lag < (y + 1) * SIDE; i++) sum += residual[i]! * residual[i + lag]!;
  }
  for (let i = 0; i + lag * SIDE < PIXELS; i++) sum += residual[i]! * residual[i + lag * SIDE]!;
  return sum / (2 * SIDE * (SIDE - lag));
}

/** The block's middle lines are edges of JPEG's blocks of eight. */
function edgeContrast(block: Float32Array): number {
  let [edge, inside] = [0, 0];
  const middle = SIDE / 2 - 1;
  for (let i = 0; i < PIXELS; i++) {
    const [x, y] = [i % SIDE, Math.floor(i / SIDE)];
    if (x + 1 < SIDE) {
      const d = (block[i + 1]! - block[i]!) ** 2;
      if (x === middle) edge += d;
      else inside += d;
    }
    if (y + 1 < SIDE) {
      const d = (block[i + SIDE]! - block[i]!) ** 2;
      if (y === middle) edge += d;
      else inside += d;
    }
  }
  const others = SIDE - 2;
  return (edge / (2 * SIDE) + FLOOR) / (inside / (2 * SIDE * others) + FLOOR);
}
