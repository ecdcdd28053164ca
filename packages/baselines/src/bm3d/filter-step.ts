import type { Kernel } from "../kernel-module.ts";
import type { Planes } from "../plane-denoiser.ts";
import type { PatchTransform } from "./patch-transforms.ts";
import type { StepProfile } from "./profile.ts";

/** Shape parameter of the Kaiser window that weights the pixels of a patch. */
const KAISER_BETA = 2;
/** Floats beyond the end of an image that the kernel may read, or add zeros to. */
const PADDING = 64;

/** How coefficients are shrunk: by a threshold, or by a Wiener filter with a first estimate. */
export type GroupFilter =
  | { readonly threshold: number }
  | { readonly variance: number; readonly basic: Float32Array };

/**
 * One step of BM3D: each reference patch is filtered together with similar patches; every pixel is the
 * weighted mean of all its estimates.
 *
 * @param image noisy planes with sides of at least `profile.side`; groups are formed by the first plane of
 * the first estimate, if any, or else of the image.
 */
export function filterStep(
  kernel: Kernel,
  { height, width, values }: Planes,
  profile: StepProfile,
  transform: PatchTransform,
  filter: GroupFilter,
): Float32Array {
  const { side, group } = profile;
  const pixels = height * width;
  const channels = Array.from({ length: values.length / pixels }, (_, c) => c);
  const radius = (profile.search - 1) / 2;
  const lanes = Math.ceil(side / 4) * 4;
  const ring = profile.search * (width - side + 1) * side * lanes;

  kernel.free();
  const tables = kernel.put(transformTables(transform, lanes));
  const scratch = kernel.zeros(kernel.scratchBytes(width, side) / 4);
  const store = (source: Float32Array) =>
    channels.map((c) => ({
      plane: kernel.put(source.subarray(c * pixels, (c + 1) * pixels), PADDING),
      coefficients: kernel.zeros(ring),
    }));
  const noisy = store(values);
  const basic = "basic" in filter ? store(filter.basic) : [];
  const sums = channels.map(() => ({
    numerator: kernel.zeros(pixels + PADDING),
    denominator: kernel.zeros(pixels + PADDING),
  }));
  kernel.configure(height, width, side, radius, tables, scratch);

  const guide = (basic[0] ?? noisy[0]!).plane;
  const limit = profile.distance * side * side;
  const columns = referencePlaces(width - side, profile.step);
  let transformed = 0;
  for (const y of referencePlaces(height - side, profile.step)) {
    for (; transformed <= Math.min(y + radius, height - side); transformed++) {
      for (const { plane, coefficients } of [...noisy, ...basic]) {
        kernel.transformRow(plane, transformed, coefficients);
      }
    }
    for (const x of columns) {
      const size = kernel.matchPatches(guide, y, x, group, limit);
      for (const c of channels) {
        const { numerator, denominator } = sums[c]!;
        const from = noisy[c]!.coefficients;
        if ("threshold" in filter) {
          kernel.thresholdGroup(size, from, filter.threshold, numerator, denominator);
        } else {
          const first = basic[c]!.coefficients;
          kernel.wienerGroup(size, from, first, filter.variance, numerator, denominator);
        }
      }
    }
  }
  const result = new Float32Array(values.length);
  for (const c of channels) {
    // The kernel stores columns, this code rows.
    const numerator = kernel.view(sums[c]!.numerator, pixels);
    const denominator = kernel.view(sums[c]!.denominator, pixels);
    for (let i = c * pixels, y = 0; y < height; y++) {
      for (let x = 0, at = y; x < width; x++, at += height) result[i++] = numerator[at]! / denominator[at]!;
    }
  }
  return result;
}

/** 0, step, 2·step, …, and the last position. */
function referencePlaces(last: number, step: number): number[] {
  const regular = Array.from({ length: Math.floor(last / step) + 1 }, (_, i) => i * step);
  return regular.at(-1) === last ? regular : [...regular, last];
}

/** Tables for `configure`: T, Tᵀ, T⁻¹, T⁻ᵀ and the window, rows of lanes padded with zeros. */
function transformTables({ side, forward, inverse }: PatchTransform, lanes: number): Float32Array {
  const transposed = (matrix: Float64Array): number[] =>
    Array.from({ length: side * lanes }, (_, at) => {
      const [k, i] = [Math.floor(at / lanes), at % lanes];
      return i < side ? matrix[i * side + k]! : 0;
    });
  const line = Array.from({ length: side }, (_, i) => kaiser((2 * i) / (side - 1) - 1));
  const window = line.flatMap((a) => Array.from({ length: lanes }, (_, i) => a * (line[i] ?? 0)));
  return Float32Array.from([
    ...forward,
    ...transposed(forward),
    ...inverse,
    ...transposed(inverse),
    ...window,
  ]);
}

/** The Kaiser window at −1 … 1. */
function kaiser(x: number): number {
  return bessel(KAISER_BETA * Math.sqrt(Math.max(0, 1 - x * x))) / bessel(KAISER_BETA);
}

/** The modified Bessel function I₀, by its series. */
function bessel(x: number): number {
  let [sum, term] = [1, 1];
  for (let k = 1; term > 1e-16 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
