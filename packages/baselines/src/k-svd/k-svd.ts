import { randomStream } from "@genericdp/core";
import type { Denoiser } from "@genericdp/core";
import { startKernel } from "../kernel-module.ts";
import type { Kernel } from "../kernel-module.ts";
import { cropped, mirrored } from "../mirrored.ts";
import { planeDenoiser } from "../plane-denoiser.ts";
import type { Planes } from "../plane-denoiser.ts";
import { learnDictionary } from "./learn-dictionary.ts";
import { PIXELS, sparseCoder } from "./sparse-codes.ts";
import type { Dictionary } from "./sparse-codes.ts";

const SIDE = 8;
/** C: the squared error of a code is at most 64 (C σ)². */
const GAIN = 1.15;
/** The noisy image counts as much as 30/σ patches at each pixel. */
const FIDELITY = 30;
/** Maximal number of patches from which the dictionary is learned. */
const LEARNED = 40_000;

export interface KSvdOptions {
  /** Number of updates of the dictionary. Default: 15. */
  readonly iterations?: number;
}

/**
 * K-SVD denoising (Elad, Aharon 2006, DOI 10.1109/TIP.2006.881969): every 8×8 patch is a sum of few atoms of
 * a dictionary of 256, which is learned from the noisy image itself, starting from cosines.
 *
 * A patch without its mean is coded by orthogonal matching pursuit to a squared error of 64 (1.15 σ)². The
 * dictionary is learned by approximate K-SVD from at most 40,000 patches at random places, always the same
 * ones for images of one size. The result is (30/σ f + Σ patches)/(30/σ + number of patches over the pixel).
 *
 * `[batch, height, width, 1]`, gray levels, σ from 0.5 to 150; an image smaller than a patch is extended by
 * mirroring.
 *
 * @throws RangeError for a number of iterations that is not a natural number.
 */
export function kSvd({ iterations = 15 }: KSvdOptions = {}): Denoiser {
  if (!(Number.isInteger(iterations) && iterations >= 0)) {
    throw new RangeError(`kSvd: expected iterations to be a natural number, got ${iterations}`);
  }
  let kernel: Kernel | undefined;
  return planeDenoiser({
    name: "K-SVD",
    noiseRange: { min: 0.5, max: 150 },
    channels: 1,
    run: (image, noiseLevel) => {
      kernel ??= startKernel();
      const padded = mirrored(image, SIDE);
      const bound = PIXELS * (GAIN * noiseLevel) ** 2;
      const dictionary = learnDictionary(kernel, somePatches(padded), bound, iterations);
      const { sum, count } = codedPatches(kernel, padded, dictionary, bound);
      const own = FIDELITY / noiseLevel;
      const values = padded.values.map((value, i) => (own * value + sum[i]!) / (own + count[i]!));
      return cropped({ ...padded, values }, image.height, image.width);
    },
  });
}

/** All patches without their mean, or as many of them as the dictionary is learned from. */
function somePatches(image: Planes): Float32Array {
  const [rows, columns] = [image.height - SIDE + 1, image.width - SIDE + 1];
  const all = rows * columns;
  const count = Math.min(all, LEARNED);
  const patches = new Float32Array(count * PIXELS);
  const { integer } = randomStream(0);
  for (let n = 0; n < count; n++) {
    const place = all > LEARNED ? integer(all) : n;
    takePatch(image, Math.floor(place / columns), place % columns, patches, n);
  }
  return patches;
}

/** The sum of the codes of all patches, including their means, and the number of patches at each pixel. */
function codedPatches(
  kernel: Kernel,
  image: Planes,
  dictionary: Dictionary,
  bound: number,
): { readonly sum: Float32Array; readonly count: Float32Array } {
  const { height, width } = image;
  const columns = width - SIDE + 1;
  const [sum, count] = [new Float32Array(height * width), new Float32Array(height * width)];
  const code = sparseCoder(kernel, dictionary, columns);
  const patches = new Float32Array(columns * PIXELS);
  const means = new Float32Array(columns);
  const estimate = new Float32Array(PIXELS);
  for (let y = 0; y <= height - SIDE; y++) {
    for (let x = 0; x < columns; x++) means[x] = takePatch(image, y, x, patches, x);
    const { starts, indices, coefficients } = code(patches, bound);
    for (let x = 0; x < columns; x++) {
      estimate.fill(means[x]!);
      for (let at = starts[x]!; at < starts[x + 1]!; at++) {
        const [atom, coefficient] = [indices[at]! * PIXELS, coefficients[at]!];
        for (let p = 0; p < PIXELS; p++) estimate[p]! += coefficient * dictionary[atom + p]!;
      }
      for (let p = 0; p < PIXELS; p++) {
        const to = (y + (p >> 3)) * width + x + (p & 7);
        sum[to]! += estimate[p]!;
        count[to]! += 1;
      }
    }
  }
  return { sum, count };
}

/** Copies the patch at (y, x) without its mean, which is returned, to patch n of `to`. */
function takePatch({ width, values }: Planes, y: number, x: number, to: Float32Array, n: number): number {
  const [from, own] = [y * width + x, n * PIXELS];
  let mean = 0;
  for (let p = 0; p < PIXELS; p++) mean += values[from + (p >> 3) * width + (p & 7)]! / PIXELS;
  for (let p = 0; p < PIXELS; p++) to[own + p] = values[from + (p >> 3) * width + (p & 7)]! - mean;
  return mean;
}
