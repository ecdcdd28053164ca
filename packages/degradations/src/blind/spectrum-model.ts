import type { BlurKernel } from "@genericdp/operators";
import { powerOn } from "../power.ts";
import { COLUMNS, SIDE } from "./mean-spectrum.ts";

/*
 * Natural images have power spectra that fall like a power of the frequency and vary slowly with the
 * direction. With blur and noise, the spectrum becomes
 *
 *     log P(f) = log(e^(c · b(f)) |K(f)|² + n),   b = (1, −log|f|, cos 2θ, sin 2θ, cos 4θ, sin 4θ).
 *
 * For a kernel K, the coefficients c and the noise n are fitted to the measured spectrum; the error of the
 * fit distinguishes kernels (as whitening does in Levin, NIPS 2006, and Goldstein and Fattal, ECCV 2012, DOI
 * 10.1007/978-3-642-33715-4_45).
 */

/** Fit of a model to a spectrum. */
export interface SpectrumFit {
  /** Half the squared error, robust against outliers, and the penalty of unlikely coefficients. */
  readonly cost: number;
  readonly parameters: Float64Array;
}

interface Bin {
  readonly at: number;
  readonly u: number;
  readonly v: number;
  readonly frequency: number;
}

/** Frequencies to which a model is fitted. */
export interface Frequencies {
  readonly bins: readonly Bin[];
  /** b of each frequency, one after the other. */
  readonly basis: Float64Array;
  /** The weight of each frequency. */
  readonly weight: number;
}

/** Range of the frequencies, in cycles per pixel. */
const [LOWEST, HIGHEST] = [2 / SIDE, 0.5];
/** Excludes the axes, which contain the straight edges of buildings and the borders of images. */
const bins: readonly Bin[] = Array.from({ length: SIDE * COLUMNS }, (_, at) => {
  const [row, column] = [Math.floor(at / COLUMNS), at % COLUMNS];
  const [u, v] = [column / SIDE, (row < SIDE / 2 ? row : row - SIDE) / SIDE];
  return { at, u, v, frequency: Math.hypot(u, v) };
}).filter(
  ({ u, v, frequency }) => u > 0 && u < 0.5 && v !== 0 && frequency >= LOWEST && frequency <= HIGHEST,
);
const SMOOTH = 6;
const COUNT: number = SMOOTH + 1;

function everyNth(weight: number): Frequencies {
  const some = bins.filter((_, i) => i % weight === 0);
  const basis = some.flatMap(({ u, v, frequency }) => {
    const angle = Math.atan2(v, u);
    return [
      1,
      -Math.log(frequency),
      Math.cos(2 * angle),
      Math.sin(2 * angle),
      Math.cos(4 * angle),
      Math.sin(4 * angle),
    ];
  });
  return { bins: some, basis: Float64Array.from(basis), weight };
}

export const FINE: Frequencies = everyNth(1);
/** A third of the frequencies, evenly spread: enough to tell likely kernels from unlikely ones. */
export const ROUGH: Frequencies = everyNth(3);

/** Error, in natural logarithms, above which the cost is linear. */
const OUTLIER = 0.5;
const USUAL = 2.2;
/** Weights of the squared deviations from typical values: of the exponent, and of the directions. */
const priors = Float64Array.of(0, 30, 20, 20, 20, 20, 0);
const usual = Float64Array.of(0, USUAL, 0, 0, 0, 0, 0);
/** Rounding to whole gray levels. */
const LEAST_NOISE: number = Math.log(1 / 12);

/** Hann's window spreads power over neighbouring frequencies, so that zeros of kernels are filled. */
const [CENTRE, NEXT] = [2 / 3, 1 / 6];

/**
 * Squared modulus of a kernel's transfer function at the frequencies of the model, smoothed like windowed
 * spectra.
 */
export function powerOf(kernel: BlurKernel, { bins: some }: Frequencies): Float64Array {
  const power = powerOn(kernel, SIDE);
  return Float64Array.from(some, ({ at }) => {
    // All columns of the model have neighbours.
    const [row, column] = [Math.floor(at / COLUMNS), at % COLUMNS];
    let sum = 0;
    for (let i = -1; i <= 1; i++) {
      const middle = ((row + i) & (SIDE - 1)) * COLUMNS + column;
      const across = CENTRE * power[middle]! + NEXT * (power[middle - 1]! + power[middle + 1]!);
      sum += (i === 0 ? CENTRE : NEXT) * across;
    }
    return sum;
  });
}

/**
 * Initial values of a fit: a typical spectrum through the low frequencies, and noise according to the high
 * ones.
 */
export function startOf(spectrum: Float64Array): Float64Array {
  const mean = (part: readonly Bin[], value: (bin: Bin) => number): number =>
    part.reduce((sum, bin) => sum + value(bin), 0) / part.length;
  const low = bins.filter(({ frequency }) => frequency < 0.12);
  const high = bins.filter(({ frequency }) => frequency > 0.45);
  const scale = mean(low, ({ at, frequency }) => spectrum[at]! + USUAL * Math.log(frequency));
  const noise = mean(high, ({ at }) => spectrum[at]!) - 0.7;
  return Float64Array.of(scale, USUAL, 0, 0, 0, 0, Math.max(LEAST_NOISE, noise));
}

/**
 * Fits the model with a kernel of the given power to a spectrum, by steps of Levenberg and Marquardt.
 *
 * @param measured log P at the frequencies, see {@link valuesAt}.
 */
export function fitSpectrum(
  frequencies: Frequencies,
  measured: Float64Array,
  power: Float64Array,
  start: Float64Array,
  steps = 12,
): SpectrumFit {
  let now = evaluate(frequencies, measured, power, start);
  let damping = 1e-2;
  for (let step = 0; step < steps; step++) {
    const { normal, gradient } = normalEquations(frequencies, now);
    for (let i = 0; i < COUNT; i++) normal[i * COUNT + i]! *= 1 + damping;
    const change = solve(normal, gradient);
    const next = now.parameters.map((value, i) => value + change[i]!);
    next[SMOOTH] = Math.max(LEAST_NOISE, next[SMOOTH]!);
    const better = evaluate(frequencies, measured, power, next);
    if (better.cost < now.cost) {
      const isLast = now.cost - better.cost < 1e-4 * now.cost;
      [now, damping] = [better, 0.3 * damping];
      if (isLast) break;
    } else {
      damping *= 8;
      if (damping > 1e4) break;
    }
  }
  return now;
}

/** The values of a spectrum at frequencies. */
export function valuesAt({ bins: some }: Frequencies, spectrum: Float64Array): Float64Array {
  return Float64Array.from(some, (bin) => spectrum[bin.at]!);
}

interface Evaluation extends SpectrumFit {
  /** log P as measured minus that of the model, at each frequency. */
  readonly errors: Float64Array;
  /** The share of P that is not noise, at each frequency. */
  readonly shares: Float64Array;
}

function evaluate(
  { basis, weight }: Frequencies,
  measured: Float64Array,
  power: Float64Array,
  parameters: Float64Array,
): Evaluation {
  const noise = Math.exp(parameters[SMOOTH]!);
  const errors = new Float64Array(measured.length);
  const shares = new Float64Array(measured.length);
  let cost = 0;
  for (let bin = 0; bin < measured.length; bin++) {
    let exponent = 0;
    for (let i = 0; i < SMOOTH; i++) exponent += basis[bin * SMOOTH + i]! * parameters[i]!;
    const signal = Math.exp(exponent) * power[bin]!;
    const error = measured[bin]! - Math.log(signal + noise);
    errors[bin] = error;
    shares[bin] = signal / (signal + noise);
    const size = Math.abs(error);
    cost += size < OUTLIER ? size ** 2 / 2 : OUTLIER * (size - OUTLIER / 2);
  }
  cost *= weight;
  parameters.forEach((value, i) => (cost += (priors[i]! * (value - usual[i]!) ** 2) / 2));
  return { cost, parameters, errors, shares };
}

function normalEquations(
  { basis, weight }: Frequencies,
  { errors, shares, parameters }: Evaluation,
): { readonly normal: Float64Array; readonly gradient: Float64Array } {
  const normal = new Float64Array(COUNT * COUNT);
  const gradient = new Float64Array(COUNT);
  const row = new Float64Array(COUNT);
  for (let bin = 0; bin < errors.length; bin++) {
    const error = errors[bin]!;
    const share = shares[bin]!;
    const counted = weight * Math.min(1, OUTLIER / Math.abs(error));
    for (let i = 0; i < SMOOTH; i++) row[i] = share * basis[bin * SMOOTH + i]!;
    row[SMOOTH] = 1 - share;
    for (let i = 0; i < COUNT; i++) {
      const weighted = counted * row[i]!;
      gradient[i]! += weighted * error;
      for (let j = 0; j <= i; j++) normal[i * COUNT + j]! += weighted * row[j]!;
    }
  }
  for (let i = 0; i < COUNT; i++) {
    gradient[i]! += priors[i]! * (usual[i]! - parameters[i]!);
    // Parameters that no frequency determines, such as noise far below the image, stay unchanged.
    normal[i * COUNT + i]! += priors[i]! + 1e-6;
  }
  return { normal, gradient };
}

/** Solves a symmetric positive definite system, given by its lower half, by Cholesky factorisation. */
function solve(normal: Float64Array, right: Float64Array): Float64Array {
  const factor = new Float64Array(COUNT * COUNT);
  const x = right.slice();
  for (let i = 0; i < COUNT; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = normal[i * COUNT + j]!;
      for (let k = 0; k < j; k++) rest -= factor[i * COUNT + k]! * factor[j * COUNT + k]!;
      factor[i * COUNT + j] =
        i === j ? Math.sqrt(Math.max(rest, Number.MIN_VALUE)) : rest / factor[j * COUNT + j]!;
    }
    for (let k = 0; k < i; k++) x[i]! -= factor[i * COUNT + k]! * x[k]!;
    x[i]! /= factor[i * COUNT + i]!;
  }
  for (let i = COUNT - 1; i >= 0; i--) {
    for (let k = i + 1; k < COUNT; k++) x[i]! -= factor[k * COUNT + i]! * x[k]!;
    x[i]! /= factor[i * COUNT + i]!;
  }
  return x;
}
