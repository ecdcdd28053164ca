import { isGray, jpegQuality } from "@genericdp/image";
import type { PixelImage } from "@genericdp/image";
import { estimateWhiteNoise } from "../white/estimate-white-noise.ts";
import type { BlockStatistics } from "./block-statistics.ts";
import { byBrightness, noiseFeatures } from "./noise-features.ts";
import type { PlaneFeatures } from "./noise-features.ts";
import { predictLevels } from "./regressor.ts";
import type { PlaneLevels } from "./regressor.ts";
import { SIDE, sampleBlocks } from "./sample-blocks.ts";

/** The noise of one plane, in gray levels. */
export interface PlaneNoise {
  /** Standard deviation. */
  readonly deviation: number;
  /**
   * The noise level at which a denoiser for white noise restores the plane best. It exceeds the deviation if
   * neighbours are correlated or the noise went through JPEG.
   */
  readonly level: number;
  /** Correlation at 1, 2, 3 and 4 pixels in the flattest parts, which show the noise of photographs. */
  readonly correlation: readonly number[];
  /** Standard deviation at several brightnesses (mean gray levels, ascending). */
  readonly curve: readonly { readonly brightness: number; readonly deviation: number }[];
}

/** The noise of a photograph. */
export interface PhotoNoise {
  /** One plane for gray; intensity, red–blue and green–magenta for colour, see `toOpponent`. */
  readonly planes: readonly PlaneNoise[];
  /** If it came from a JPEG: the quality whose standard tables are nearest. */
  readonly jpegQuality?: number;
}

/** Pixels to analyse, and what is known of their file. */
export type Photo = Pick<PixelImage, "data" | "width" | "height" | "channels" | "alpha" | "jpeg">;

/** Smallest side with enough blocks. */
const ENOUGH = 6 * SIDE;
const CURVE_PARTS = 8;
/** The quantile of blocks of one brightness that stands for their noise. */
const CURVE_SHARE = 0.2;
/** Correlation of neighbours above which noise is called correlated. */
const CORRELATED = 0.2;
/** Level below which noise is negligible. */
const LITTLE = 1;

/**
 * The noise of a photograph, estimated from the photograph alone: how strong and how coarse it is in each
 * opponent plane, and at which brightness.
 *
 * A small network, trained on simulated photographs, estimates it from statistics of up to 1600 blocks
 * (variances at several scales, correlations, kurtosis, anisotropy) and the JPEG tables of the file. It
 * distinguishes noise from texture by their differences: noise is the same everywhere, weaker or coarser in
 * chroma, and alike in all directions. White noise is measured directly. The cost does not depend on the size
 * of the photograph.
 *
 * @param photo gray levels 0..255; gray stored as RGB counts as gray; transparent pixels are ignored
 */
export function analyseNoise(photo: Photo): PhotoNoise {
  const gray = photo.channels === 1 || isGray(photo.data);
  const quality = photo.jpeg === undefined ? {} : { jpegQuality: jpegQuality(photo.jpeg) };
  if (Math.min(photo.width, photo.height) < ENOUGH) return { planes: whitePlanes(photo, gray), ...quality };
  const blocks = sampleBlocks(photo, gray);
  const { statistics, planes, vectors } = noiseFeatures(blocks, photo.jpeg);
  const told = isDrawing(statistics[0]!)
    ? planes.map(() => ({ level: 0, deviation: 0 }))
    : vectors.map((vector, c) => predictLevels(c === 0 ? "intensity" : "chroma", vector));
  const white = whiteLevel(photo, told, planes);
  return {
    planes: planes.map(({ correlation }, c) => {
      const { level, deviation } = white === undefined ? told[c]! : { level: white, deviation: white };
      const parts = byBrightness(statistics[c]!.spreads[5]!, blocks.brightness, CURVE_PARTS, CURVE_SHARE);
      return { level, deviation, correlation, curve: curveOf(parts, deviation) };
    }),
    ...quality,
  };
}

/** Correlation of neighbours up to which noise may be white. */
const UNCORRELATED = 0.1;
/** Largest ratio of white noise between planes, and between both estimates of it. */
const ALIKE = 1.5;

/** The standard deviation of the noise if it is white and equal in all planes. */
function whiteLevel(
  photo: Photo,
  told: readonly PlaneLevels[],
  planes: readonly PlaneFeatures[],
): number | undefined {
  const deviations = told.map(({ deviation }) => deviation);
  const [least, most] = [Math.min(...deviations), Math.max(...deviations)];
  if (least < LITTLE || most > ALIKE * least) return undefined;
  if (planes.some(({ correlation }) => Math.abs(correlation[0]!) > UNCORRELATED)) return undefined;
  const white = estimateWhiteNoise(photo);
  return white > least / ALIKE && white < most * ALIKE ? white : undefined;
}

/** Blocks with less variance are constant, which noise makes impossible unless JPEG removed it. */
const CONSTANT = 0.01;
const CONSTANT_SHARE = 0.1;
/** Blocks with less variance are nearly constant. JPEG leaves many of them, drawings have few. */
const NEARLY = 4;
const NEARLY_SHARE = 0.5;
/** Blocks of less peakedness have two levels: dots, letters, stripes. */
const TWO_LEVELS = 2.2;
const STRONG = 100;
const TWO_LEVEL_SHARE = 0.35;

/** Whether a picture consists of flat parts or two levels, like screenshots, text, line art and halftones. */
function isDrawing({ spreads, peakedness }: BlockStatistics): boolean {
  const variances = spreads[5]!;
  const count = (is: (block: number) => boolean): number =>
    variances.reduce((sum, _, block) => sum + (is(block) ? 1 : 0), 0) / variances.length;
  const constant = count((block) => variances[block]! < CONSTANT);
  const nearly = count((block) => variances[block]! < NEARLY) - constant;
  if (constant >= CONSTANT_SHARE && nearly < NEARLY_SHARE * constant) return true;
  return count((block) => variances[block]! > STRONG && peakedness[block]! < TWO_LEVELS) > TWO_LEVEL_SHARE;
}

/** Relative spread at each brightness, smoothed over neighbours, times the deviation of the plane. */
function curveOf(
  parts: readonly { readonly brightness: number; readonly variance: number }[],
  deviation: number,
): PlaneNoise["curve"] {
  const smooth = parts.map(({ variance }, i) => {
    const [before, after] = [parts[i - 1] ?? parts[i]!, parts[i + 1] ?? parts[i]!];
    return (before.variance + 2 * variance + after.variance) / 4;
  });
  const mean = smooth.reduce((sum, variance) => sum + variance, 0) / smooth.length;
  return parts.map(({ brightness }, i) => ({
    brightness,
    deviation: mean > 0 ? deviation * Math.sqrt(smooth[i]! / mean) : deviation,
  }));
}

/** For pictures too small for blocks: one level of white noise for all planes. */
function whitePlanes(photo: Photo, gray: boolean): readonly PlaneNoise[] {
  const { data } = photo;
  const deviation = estimateWhiteNoise(photo);
  const brightness = data.reduce((sum, level) => sum + level, 0) / data.length;
  const curve = [{ brightness, deviation }];
  const plane = { deviation, level: deviation, correlation: [0, 0, 0, 0], curve };
  return gray ? [plane] : [plane, plane, plane];
}

/** Whether the intensity's noise is coarser than single pixels. */
export function isCorrelated({ planes }: PhotoNoise): boolean {
  return planes[0]!.level >= LITTLE && planes[0]!.correlation[0]! > CORRELATED;
}

/** Whether there is so little noise that denoising does not improve the picture. */
export function isNearlyClean({ planes }: PhotoNoise): boolean {
  return planes.every(({ level }) => level < LITTLE);
}

/** In one line: "luma 6.2, chroma 9.8, correlated, JPEG quality 92". Chroma is the larger of both planes. */
export function describeNoise(noise: PhotoNoise): string {
  const [luma, ...chroma] = noise.planes.map(({ level }) => level);
  return [
    `luma ${luma!.toFixed(1)}`,
    ...(chroma.length > 0 ? [`chroma ${Math.max(...chroma).toFixed(1)}`] : []),
    ...(isCorrelated(noise) ? ["correlated"] : []),
    ...(noise.jpegQuality === undefined ? [] : [`JPEG quality ${noise.jpegQuality}`]),
  ].join(", ");
}
