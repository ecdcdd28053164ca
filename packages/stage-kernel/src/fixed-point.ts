import type { ScaleArrays } from "./stage-arrays.ts";

/*
 * A scale's numbers as 16-bit whole numbers, whose sums of products take 32 bits. How fine the units are
 * follows from the largest sums that there can be, so nothing overflows, whatever the image; what it costs is
 * precision, and `expectedError` says how much.
 */

/** Pixels are counted from the middle of the usual range, which costs filters of zero mean nothing. */
export const MIDDLE = 127.5;
/** One less than there is room for: float32 rounding may add a little. */
const MOST = 32_766;
const MOST_SUM = 2 ** 31 - 2 ** 16;
/** Places to a piece of a table; see fixed-table.ts. */
const PLACES = 4096;
/** Standard deviation of what rounding to whole numbers changes. */
const ROUNDING = 1 / Math.sqrt(12);

export interface FixedScale {
  /** The filters as whole numbers, `[count, size · size]`, and how many of them 1 is, by filter. */
  readonly filters: Int32Array;
  readonly units: Float64Array;
  /** Sum of each filter's whole numbers. */
  readonly sums: Float64Array;
  /** The filters that put the responses together again. */
  readonly synthesis: Int32Array;
  /** Whole numbers that φ_i = 1 is, by filter. */
  readonly influenceUnits: Float64Array;
  /** What the diffusion term in gray levels is to its whole numbers. */
  readonly outputFactor: number;
  /** Standard deviation, in gray levels, of the diffusion term's error in one pixel by 16-bit products. */
  expectedError(range: ImageRange): number;
}

/** What there is to know of an image. */
export interface ImageRange {
  /** No pixel is farther than this from the middle, 127.5. */
  readonly reach: number;
  /** No response has a smaller gain; that of all responses where they share one. */
  readonly leastGain: number;
}

/** Whole numbers that one gray level is in an image. */
export function pixelUnits({ reach }: ImageRange): number {
  return MOST / reach;
}

/** The finest whole numbers that cannot overflow; undefined where there is nothing to scale by. */
export function fixedScale(scale: ScaleArrays): FixedScale | undefined {
  const { filters, synthesis = filters, count, size, influence, nodes, radius } = scale;
  const taps = size * size;
  const density = (nodes - 1) / (2 * radius);
  const of = (values: Float32Array, i: number, length = taps): Float32Array =>
    values.subarray(i * length, (i + 1) * length);
  const units = new Float64Array(count);
  const sums = new Float64Array(count);
  const influenceUnits = new Float64Array(count);
  // All φ_i fill 16 bits, so the filters of the synthesis take their heights.
  const weighted = new Float64Array(synthesis);
  const whole = new Int32Array(count * taps);
  // A pixel's own error comes back through all filters at once; the others are sums of variances.
  const errors = { pixel: 0, filters: 0, table: 0 };
  for (let i = 0; i < count; i++) {
    const filter = of(filters, i);
    const { height, rise } = extent(of(influence, i, nodes));
    const slope = rise * density;
    const unit = filterUnits(filter);
    if (!isUnit(unit) || !Number.isFinite(slope)) return undefined;
    units[i] = unit;
    influenceUnits[i] = height > 0 ? MOST / height : 0;
    for (let at = i * taps; at < (i + 1) * taps; at++) weighted[at]! *= height;
    const rounded = whole.subarray(i * taps, (i + 1) * taps);
    roundKeepingSum(filter, unit, rounded);
    sums[i] = rounded.reduce(add, 0);
    const square = squareSum(of(synthesis, i));
    errors.pixel += slope * Math.sqrt(squareSum(filter) * square);
    errors.filters += square * taps * (slope / unit) ** 2;
    errors.table += square * ((height / MOST) ** 2 + (rise / PLACES) ** 2);
  }
  const unit = synthesisUnits(weighted, taps);
  if (!isUnit(unit)) return undefined;
  const wholeSynthesis = new Int32Array(count * taps);
  for (let at = 0; at < wholeSynthesis.length; at += taps) {
    roundKeepingSum(weighted.subarray(at, at + taps), unit, wholeSynthesis.subarray(at, at + taps));
  }
  // Functions are mostly well below their largest values.
  const bySynthesis = count * taps * (0.25 / unit) ** 2;
  return {
    filters: whole,
    units,
    sums,
    synthesis: wholeSynthesis,
    influenceUnits,
    outputFactor: 1 / (MOST * unit),
    expectedError: (range) => {
      // A picture's contrast within a filter is a fraction of its range.
      const contrast = range.reach / 4;
      const variance =
        (errors.pixel / pixelUnits(range)) ** 2 +
        errors.filters * contrast ** 2 +
        (errors.table + bySynthesis) / range.leastGain ** 2;
      return ROUNDING * Math.sqrt(variance);
    },
  };
}

/** |Σ k u| stays in 32 bits for all pixels u, together with what `starts` adds. */
function filterUnits(filter: Float32Array): number {
  const norm = filter.reduce((sum, k) => sum + Math.abs(k), 0);
  const mean = Math.abs(filter.reduce((sum, k) => sum + k, 0));
  // Rounding may make each tap, and the sum, larger by one.
  const room = MOST_SUM / MOST - 2 * filter.length;
  return unitsFor(largest(filter), room / (norm + mean));
}

/** Σ_i |k_i[d]| max|φ_i| stays in 32 bits at each tap d. */
function synthesisUnits(weighted: Float64Array, taps: number): number {
  const byTap = new Float64Array(taps);
  weighted.forEach((k, at) => (byTap[at % taps]! += Math.abs(k)));
  const room = MOST_SUM / MOST - (2 * weighted.length) / taps;
  return unitsFor(largest(weighted), room / largest(byTap));
}

/** 1 where all is zero. */
function unitsFor(most: number, room: number): number {
  return most === 0 ? 1 : Math.min((MOST - 1) / most, room);
}

/** Whether it is a number to scale by: one is 0 where a value is infinite, and NaN where one is NaN. */
function isUnit(unit: number): boolean {
  return unit > 0 && Number.isFinite(unit);
}

/** NaN where a value is NaN. */
function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    most = Math.max(most, Math.abs(values[i]!));
  }
  return most;
}

/** The largest size, and the largest difference of neighbours, NaN where a value is none or infinite. */
function extent(values: Float32Array): { height: number; rise: number } {
  let [height, rise, total] = [0, 0, 0];
  let last = values[0]!;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const size = Math.abs(value);
    const step = Math.abs(value - last);
    // Math.max takes several times as long.
    if (size > height) height = size;
    if (step > rise) rise = step;
    total += step;
    last = value;
  }
  return { height, rise: Number.isFinite(total) ? rise : NaN };
}

function add(a: number, b: number): number {
  return a + b;
}

function squareSum(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}

/**
 * Writes whole numbers next to values · units, whose sum is next to theirs: a filter of zero mean stays one.
 * Where the sum is off, it is made up for by the numbers that were rounded the farthest to the other side.
 */
function roundKeepingSum(values: ArrayLike<number>, units: number, out: Int32Array): void {
  let off = 0;
  for (let i = 0; i < out.length; i++) {
    const exact = values[i]! * units;
    out[i] = Math.floor(exact + 0.5);
    off += exact - out[i]!;
  }
  for (let missing = Math.round(off); missing !== 0; missing -= Math.sign(missing)) {
    const sign = Math.sign(missing);
    // Never more than half a unit a number, so this ends.
    let farthest = 0;
    for (let i = 1; i < out.length; i++) {
      const gap = (k: number): number => sign * (values[k]! * units - out[k]!);
      if (gap(i) > gap(farthest)) farthest = i;
    }
    out[farthest]! += sign;
  }
}
