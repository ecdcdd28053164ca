/** The regressor's scale for levels: log(1 + level/2), nearly linear below 2 and logarithmic above. */
export function fromLevel(level: number): number {
  return Math.log1p(level / 2);
}

/** Mean squared errors well below this count as zero: a difference of one gray level is barely visible. */
const NEGLIGIBLE = 1;
const NODES = 401;
const END = fromLevel(70);
const STEP = END / (NODES - 1);
/** Beyond the last measurement, the error is assumed to keep rising at least this fast. */
const LEAST_RISE = 0.3;

/**
 * The cost of restoring a plane at a level: the log of its error relative to the best level, as a smooth
 * table.
 */
export type ErrorCurve = Float64Array;

/** A curve through the errors measured at several levels, in ascending order. */
export function errorCurve(measured: readonly (readonly [level: number, error: number])[]): ErrorCurve {
  const x = measured.map(([level]) => fromLevel(level));
  const y = measured.map(([, error]) => Math.log(error + NEGLIGIBLE));
  const slopes = monotoneSlopes(x, y);
  const last = x.length - 1;
  const rise = Math.max(
    LEAST_RISE,
    Math.min(4, (1.2 * (y[last]! - y[last - 1]!)) / (x[last]! - x[last - 1]!)),
  );
  const table = new Float64Array(NODES);
  let k = 0;
  for (let i = 0; i < NODES; i++) {
    const at = i * STEP;
    while (k < last - 1 && x[k + 1]! < at) k++;
    table[i] = at > x[last]! ? y[last]! + rise * (at - x[last]!) : hermite(x, y, slopes, k, at);
  }
  const smooth = smoothed(table);
  const least = Math.min(...smooth);
  return smooth.map((value) => value - least);
}

/** The value and the slope of the curve at a position. */
export function lookUp(curve: ErrorCurve, place: number): readonly [value: number, slope: number] {
  const at = Math.min(NODES - 1.001, Math.max(0, place / STEP));
  const i = Math.floor(at);
  const rise = curve[i + 1]! - curve[i]!;
  return [curve[i]! + (at - i) * rise, rise / STEP];
}

/** Slopes of a piecewise cubic without overshoot (Fritsch & Butland 1984, DOI 10.1137/0905021). */
function monotoneSlopes(x: readonly number[], y: readonly number[]): number[] {
  const secants = y.slice(1).map((value, i) => (value - y[i]!) / (x[i + 1]! - x[i]!));
  return y.map((_, i) => {
    const [before, after] = [secants[i - 1], secants[i]];
    if (before === undefined || after === undefined) return before ?? after ?? 0;
    if (before * after <= 0) return 0;
    const share = (1 + (x[i + 1]! - x[i]!) / (x[i + 1]! - x[i - 1]!)) / 3;
    return (before * after) / (share * after + (1 - share) * before);
  });
}

function hermite(
  x: readonly number[],
  y: readonly number[],
  slopes: readonly number[],
  k: number,
  at: number,
): number {
  const width = x[k + 1]! - x[k]!;
  const t = (at - x[k]!) / width;
  const [start, end] = [(1 + 2 * t) * (1 - t) ** 2, t * t * (3 - 2 * t)];
  const tangents = t * (1 - t) ** 2 * slopes[k]! - t * t * (1 - t) * slopes[k + 1]!;
  return start * y[k]! + end * y[k + 1]! + width * tangents;
}

/** Smooths the corners of the cubic for training, with a Gaussian of standard deviation 5 nodes. */
function smoothed(table: Float64Array): Float64Array {
  const taps = Array.from({ length: 25 }, (_, i) => Math.exp(-0.5 * ((i - 12) / 5) ** 2));
  const total = taps.reduce((sum, tap) => sum + tap, 0);
  return table.map((_, i) => {
    const sum = taps.reduce((all, tap, k) => {
      const at = Math.min(NODES - 1, Math.max(0, i + k - 12));
      return all + tap * table[at]!;
    }, 0);
    return sum / total;
  });
}
