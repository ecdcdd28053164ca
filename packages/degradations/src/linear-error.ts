import type { BlurKernel, PixelWeights } from "@genericdp/operators";
import { kernelFromArray } from "@genericdp/operators";
import { powerOn } from "./power.ts";

/*
 * Typical images have a spectrum that falls with the third power of the frequency, and a standard deviation
 * of about 50 gray levels. For a Gaussian process of that spectrum, the best linear (Wiener) estimate and
 * its error are known in closed form; the root mean square of the error tells how hard a degradation is.
 */
const VARIANCE = 50 ** 2;
const EXPONENT = 3;
/** Approximate side of the frequency grid. */
const GRID = 96;

/**
 * The error that a convolution and decimation leave, in gray levels: the root mean square error of the best
 * linear estimate, over typical images.
 *
 * @param factor one in this many pixels is kept in each direction; 1 for a blur alone.
 * @param noiseLevel of the measurement, in gray levels.
 */
export function convolutionError(kernel: BlurKernel, factor: number, noiseLevel: number): number {
  const coarse = Math.ceil(GRID / factor);
  const side = coarse * factor;
  const half = powerOn(kernel, side);
  const columns = half.length / side;
  const powerAt = (i: number, j: number): number =>
    j < columns ? half[i * columns + j]! : half[((side - i) % side) * columns + side - j]!;
  const density = spectrum(side);
  const noise = (factor * noiseLevel) ** 2 / side ** 2;
  let error = 0;
  for (let row = 0; row < coarse; row++) {
    for (let column = 0; column < coarse; column++) {
      // Frequencies that decimation maps to the same one.
      let [image, seen, explained] = [0, noise, 0];
      for (let i = row; i < side; i += coarse) {
        for (let j = column; j < side; j += coarse) {
          const at = i * side + j;
          image += density[at]!;
          const power = powerAt(i, j);
          seen += power * density[at]!;
          explained += power * density[at]! ** 2;
        }
      }
      error += seen === 0 ? image : image - explained / seen;
    }
  }
  return Math.sqrt(Math.max(error, 0));
}

/**
 * The error that a JPEG's quantisation leaves, in gray levels.
 *
 * @param steps of the 64 coefficients, row by row.
 */
export function quantizationError(steps: readonly number[]): number {
  // A coefficient of a block of 8 × 8 is a frequency in units of 1/16.
  const scale = 16 ** EXPONENT * GRID ** (2 - EXPONENT) * spectrumScale(GRID);
  const errors = steps.map((step, i) => {
    const rounding = step ** 2 / 12;
    const frequency = Math.hypot(i & 7, i >> 3);
    if (frequency === 0) return rounding;
    const variance = scale / frequency ** EXPONENT;
    return (variance * rounding) / (variance + rounding);
  });
  return Math.sqrt(errors.reduce((sum, error) => sum + error, 0) / errors.length);
}

/**
 * The variance of a missing pixel per pixel of distance from the nearest known one, up to {@link VARIANCE}.
 */
const PER_PIXEL = 100;

/**
 * The error that missing pixels leave, in gray levels: the root mean square over the pixels that are not
 * fully known, plus the contribution of noise. The variance of a missing pixel is assumed to be proportional
 * to its distance from the nearest known one, like that of their difference; for random pixels and square
 * holes, the root is within a third of the best linear estimate's.
 *
 * @param known 0 for a missing pixel, 1 for a known one.
 * @param noiseLevel of the known pixels, in gray levels.
 */
export function gapError(known: PixelWeights, noiseLevel: number): number {
  let [sum, missing] = [0, 0];
  for (const distance of distancesToKnown(known)) {
    if (distance === 0) continue;
    sum += Math.min(PER_PIXEL * distance, VARIANCE);
    missing++;
  }
  const gaps = missing === 0 ? 0 : sum / missing;
  return Math.sqrt(gaps + convolutionError(kernelFromArray([[1]]), 1, noiseLevel) ** 2);
}

/** Length of the shortest 8-connected path from each pixel to one with a weight. */
function distancesToKnown({ height, width, data }: PixelWeights): Float32Array {
  const distances = new Float32Array(data.length).map((_, i) => (data[i]! > 0 ? 0 : Infinity));
  const relax = (row: number, column: number, step: -1 | 1): void => {
    const at = row * width + column;
    for (const [down, right] of [
      [0, step],
      [step, -1],
      [step, 0],
      [step, 1],
    ] as const) {
      const [i, j] = [row + down, column + right];
      if (i < 0 || i >= height || j < 0 || j >= width) continue;
      distances[at] = Math.min(distances[at]!, distances[i * width + j]! + Math.hypot(down, right));
    }
  };
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) relax(row, column, -1);
  }
  for (let row = height - 1; row >= 0; row--) {
    for (let column = width - 1; column >= 0; column--) relax(row, column, 1);
  }
  return distances;
}

/** The variance of a typical image at each frequency of a square grid; it has no mean. */
function spectrum(side: number): Float64Array {
  const scale = spectrumScale(side);
  return Float64Array.from({ length: side * side }, (_, at) => {
    return at === 0 ? 0 : scale / frequencyOf(at, side) ** EXPONENT;
  });
}

/** Normalises the variances of a grid. */
function spectrumScale(side: number): number {
  let sum = 0;
  for (let at = 1; at < side * side; at++) sum += frequencyOf(at, side) ** -EXPONENT;
  return VARIANCE / sum;
}

function frequencyOf(at: number, side: number): number {
  const [i, j] = [Math.floor(at / side), at % side];
  return Math.hypot(Math.min(i, side - i), Math.min(j, side - j));
}
