import type { JpegTables } from "@genericdp/image";
import { LAGS, blockStatistics } from "./block-statistics.ts";
import type { BlockStatistics } from "./block-statistics.ts";
import type { Blocks } from "./sample-blocks.ts";

/** Quantiles of each spread over the blocks: flat parts to textured ones. */
const QUANTILES = [0.02, 0.1, 0.25, 0.5, 0.75] as const;
/** The share of the blocks that counts as flat. */
const FLAT = 0.2;
/** Number of ranges of brightness, each with equally many blocks. */
const BRIGHTNESSES = 4;

/** Features of one plane's blocks, in base-2 logarithms of gray levels. */
export interface PlaneFeatures {
  readonly own: readonly number[];
  /** Fewer of them, for the other kind of plane. */
  readonly brief: readonly number[];
  /** Correlation of the flattest blocks' residuals at 1 … LAGS pixels. */
  readonly correlation: readonly number[];
}

/** Half the logarithm of a variance, at least that of a tenth of a gray level. */
function logSpread(variance: number): number {
  return Math.log2(variance + 0.02) / 2;
}

/** Order of the blocks from flat to textured. */
function fromFlat({ spreads }: BlockStatistics): Int32Array {
  const fit = spreads[5]!;
  return Int32Array.from(fit, (_, i) => i).toSorted((a, b) => fit[a]! - fit[b]!);
}

function quantile(sorted: Float32Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

function correlationOf({ covariances }: BlockStatistics, flat: Int32Array): number[] {
  const total = covariances.map((lag) => flat.reduce((sum, block) => sum + lag[block]!, 0));
  return Array.from({ length: LAGS }, (_, lag) => total[lag + 1]! / (total[0]! + 0.02 * flat.length));
}

function planeFeatures(statistics: BlockStatistics, brightness: Float32Array): PlaneFeatures {
  const order = fromFlat(statistics);
  const flat = order.subarray(0, Math.max(1, Math.ceil(FLAT * order.length)));
  const sorted = statistics.spreads.map((spread) => spread.toSorted());
  const levels = sorted.flatMap((spread) => QUANTILES.map((share) => logSpread(quantile(spread, share))));
  const correlation = correlationOf(statistics, flat);
  const mean = (values: Float32Array, blocks: Int32Array): number =>
    blocks.reduce((sum, block) => sum + Math.log2(values[block]!), 0) / Math.max(1, blocks.length);
  const unevenness = (blocks: Int32Array): number =>
    blocks.reduce((sum, block) => sum + Math.abs(Math.log2(statistics.anisotropy[block]!)), 0) /
    Math.max(1, blocks.length);
  const lighting = byBrightness(statistics.spreads[5]!, brightness, BRIGHTNESSES, FLAT);
  const typical = logSpread(quantile(sorted[5]!, FLAT));
  return {
    own: [
      ...levels,
      ...correlation,
      unevenness(flat),
      unevenness(order),
      mean(statistics.kurtosis, flat),
      mean(statistics.kurtosis, order),
      mean(statistics.blockiness, flat),
      mean(statistics.blockiness, order),
      ...lighting.map(({ variance }) => logSpread(variance) - typical),
    ],
    brief: [
      ...sorted.map((spread) => logSpread(quantile(spread, FLAT))),
      ...correlation,
      mean(statistics.kurtosis, flat),
    ],
    correlation,
  };
}

/** The low quantile of a variance for each of several ranges of brightness with equally many blocks. */
export function byBrightness(
  variances: Float32Array,
  brightness: Float32Array,
  parts: number,
  share: number,
): readonly { readonly brightness: number; readonly variance: number }[] {
  const order = Int32Array.from(brightness, (_, i) => i).toSorted((a, b) => brightness[a]! - brightness[b]!);
  return Array.from({ length: parts }, (_, k) => {
    const from = Math.floor((k * order.length) / parts);
    const to = Math.max(from + 1, Math.floor(((k + 1) * order.length) / parts));
    const part = order.subarray(from, to);
    if (part.length === 0) return { brightness: 0, variance: 0 };
    const sorted = Float32Array.from(part, (block) => variances[block]!).toSorted();
    const mean = part.reduce((sum, block) => sum + brightness[block]!, 0) / part.length;
    return { brightness: mean, variance: quantile(sorted, share) };
  });
}

/** Features of the file: whether it is known, how coarse its steps are, and whether chroma is subsampled. */
function fileFeatures(jpeg: JpegTables | undefined): number[] {
  if (jpeg === undefined) return [0, 0, 0, 0, 0];
  const coarse = (table: readonly number[], low: boolean): number => {
    const steps = table.filter((_, i) => Math.floor(i / 8) + (i % 8) < 4 === low);
    return steps.reduce((sum, step) => sum + Math.log2(step), 0) / steps.length / 4;
  };
  const chroma = jpeg.chroma ?? jpeg.luma;
  const [across, down] = jpeg.subsampling ?? [1, 1];
  return [
    1,
    coarse(jpeg.luma, true),
    coarse(jpeg.luma, false),
    coarse(chroma, true),
    across * down > 1 ? 1 : 0,
  ];
}

/**
 * Correlation of the logarithmic spreads of two planes over the blocks: texture correlates, noise need not.
 */
function likeness(a: BlockStatistics, b: BlockStatistics): number {
  const [x, y] = [a, b].map(({ spreads }) => Array.from(spreads[1]!, logSpread)) as [number[], number[]];
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const [mx, my] = [mean(x), mean(y)];
  const moment = (p: readonly number[], mp: number, q: readonly number[], mq: number): number =>
    mean(p.map((value, i) => (value - mp) * (q[i]! - mq)));
  return moment(x, mx, y, my) / Math.sqrt((moment(x, mx, x, mx) + 1e-3) * (moment(y, my, y, my) + 1e-3));
}

export interface NoiseFeatures {
  readonly statistics: readonly BlockStatistics[];
  /** For each plane, the input of the regressor for its kind. */
  readonly vectors: readonly (readonly number[])[];
  readonly planes: readonly PlaneFeatures[];
}

/**
 * Features of every plane. For the first plane: its own and the mean of the brief ones of both chroma planes
 * (in a gray image, those of no noise). For a chroma plane: its own and the brief ones of intensity and of
 * the other chroma plane.
 */
export function noiseFeatures(blocks: Blocks, jpeg?: JpegTables): NoiseFeatures {
  const statistics = blocks.data.map((plane) => blockStatistics(plane, blocks.count));
  const planes = statistics.map((each) => planeFeatures(each, blocks.brightness));
  const file = fileFeatures(jpeg);
  const [first, second, third] = planes;
  const few = 1 / Math.sqrt(Math.max(1, blocks.count));
  const brightness =
    blocks.brightness.reduce((sum, level) => sum + level, 0) / Math.max(1, blocks.count) / 255;
  const common = [...file, few, brightness];
  if (second === undefined || third === undefined) {
    const silence = first!.brief.map(() => 0);
    return { statistics, planes, vectors: [[...first!.own, ...silence, 0, 0, ...common]] };
  }
  const alike = [1, 2].map((c) => likeness(statistics[0]!, statistics[c]!));
  const chroma = second.brief.map((value, i) => (value + third.brief[i]!) / 2);
  return {
    statistics,
    planes,
    vectors: [
      [...first!.own, ...chroma, 1, (alike[0]! + alike[1]!) / 2, ...common],
      [...second.own, ...first!.brief, ...third.brief, alike[0]!, ...common],
      [...third.own, ...first!.brief, ...second.brief, alike[1]!, ...common],
    ],
  };
}
