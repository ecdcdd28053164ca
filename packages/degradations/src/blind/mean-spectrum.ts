import type { Plane } from "../degradation.ts";
import { powerOn } from "../power.ts";

/** Side of the windows, in pixels: kernels of up to half of it leave their mark in the spectrum. */
export const SIDE = 64;
/** Columns of a spectrum: the others mirror them. */
export const COLUMNS: number = SIDE / 2 + 1;

/** At most this many positions are examined, and at most this many windows used. */
const PLACES = 3000;
const WINDOWS = 150;
/** The share of all positions that is used, by contrast. */
const SHARE = 0.6;
const FEWEST = 6;
/** Levels that may be clipped, and the share of such pixels at which a window is discarded. */
const [BLACK, WHITE] = [1, 254];
const CLIPPED = 0.1;
/** Mean of the logarithm of an exponential variable with mean 1: minus Euler's constant. */
const MEAN_LOG = -0.5772156649;

/** Hann's window, which keeps steep spectra from leaking into high frequencies. */
const taper = Float64Array.from({ length: SIDE }, (_, i) => Math.sin((Math.PI * (i + 0.5)) / SIDE) ** 2);
const energy = taper.reduce((sum, weight) => sum + weight ** 2, 0) ** 2;
/**
 * Logarithm of the power spectrum of a plane. It is the mean of the logarithms of windowed periodograms, so
 * that a few windows with high contrast do not dominate.
 *
 * @returns {@link SIDE} rows of {@link COLUMNS}, zero frequency first, in squared gray levels; undefined if
 * the plane has too few windows with any contrast.
 */
export function meanSpectrum(plane: Plane): Float64Array | undefined {
  const windows = windowsOf(plane);
  if (windows.length < FEWEST) return undefined;
  const sum = new Float64Array(SIDE * COLUMNS);
  for (const window of windows) addLogarithms(sum, plane, window);
  return sum.map((value) => value / windows.length - MEAN_LOG);
}

interface Place {
  readonly left: number;
  readonly top: number;
}

/** The windows with the most contrast, without clipped ones, which would distort the spectrum. */
function windowsOf({ data, width, height }: Plane): readonly Place[] {
  const [across, down] = [width - SIDE, height - SIDE];
  if (across < 0 || down < 0) return [];
  const step = Math.max(SIDE / 2, Math.ceil(Math.sqrt((across * down) / PLACES)));
  const places: (Place & { readonly contrast: number })[] = [];
  for (let top = 0; top <= down; top += step) {
    for (let left = 0; left <= across; left += step) {
      let [contrast, clipped] = [0, 0];
      for (let y = top + 1; y < top + SIDE; y++) {
        for (let x = left + 1; x < left + SIDE; x++) {
          const level = data[y * width + x]!;
          if (level <= BLACK || level >= WHITE) clipped++;
          contrast += (level - data[y * width + x - 1]!) ** 2 + (level - data[(y - 1) * width + x]!) ** 2;
        }
      }
      if (clipped < CLIPPED * SIDE * SIDE && contrast > 0) places.push({ left, top, contrast });
    }
  }
  const count = Math.min(WINDOWS, Math.ceil(SHARE * places.length));
  return places.toSorted((a, b) => b.contrast - a.contrast).slice(0, count);
}

/** Adds the logarithm of the periodogram of a window, after subtracting the window's mean. */
function addLogarithms(sum: Float64Array, { data, width }: Plane, { left, top }: Place): void {
  let mean = 0;
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) mean += taper[x]! * taper[y]! * data[(top + y) * width + left + x]!;
  }
  mean /= (SIDE / 2) ** 2;
  const window = new Float64Array(SIDE * SIDE);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      window[y * SIDE + x] = taper[y]! * (taper[x]! * (data[(top + y) * width + left + x]! - mean));
    }
  }
  const spectrum = powerOn({ data: window, width: SIDE, height: SIDE }, SIDE);
  spectrum.forEach((power, at) => (sum[at]! += Math.log(power / energy + 1e-9)));
}
