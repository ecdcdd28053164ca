import { addGaussianNoise, randomStream } from "@genericdp/core";
import type { RandomStream } from "@genericdp/core";
import { ORIENTATIONS, cropPlane, orientPlane } from "@genericdp/image";
import { noiseQuantile } from "./noise-quantile.ts";
import type { NoiseDistribution } from "./noise-quantile.ts";
import type { Recipe } from "./recipe.ts";

/** A gray image in gray levels 0..255, row by row. */
export interface GrayImage {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** Square patches, clean and with noise: `[count, side, side]` each. */
export interface PatchBatch {
  readonly count: number;
  readonly side: number;
  readonly clean: Float32Array;
  readonly noisy: Float32Array;
  /** Standard deviation of the noise of each patch. */
  readonly noiseLevels: number[];
}

type SamplingRecipe = Pick<Recipe, "seed" | "patch"> &
  NoiseDistribution & {
    /** Patches to draw. */
    readonly batch: number;
  };

/**
 * Draws the patches of one step: any image, any place, any of the eight flips and turns, noise drawn afresh.
 *
 * It depends on the recipe, the step and the images alone, so a run that is taken up again sees the same
 * patches. Noise levels are stratified: one from each of `batch` equal parts of the distribution.
 *
 * @throws RangeError where no image is large enough for a patch.
 */
export function samplePatches(
  images: readonly GrayImage[],
  recipe: SamplingRecipe,
  step: number,
): PatchBatch {
  const { seed, batch: count, patch: side } = recipe;
  const usable = images.filter((image) => image.width >= side && image.height >= side);
  if (usable.length === 0)
    throw new RangeError(`samplePatches: expected an image of at least ${side}×${side} pixels, got none`);
  const pixels = side * side;
  const clean = sharedFloats(count * pixels);
  const noisy = sharedFloats(count * pixels);
  const noiseLevels = Array.from({ length: count }, (_, i) => {
    const random = randomStream(seed, step, i);
    const noiseLevel = noiseQuantile(recipe, (i + random.uniform()) / count);
    const patch = clean.subarray(i * pixels, (i + 1) * pixels);
    patch.set(cutPatch(usable[random.integer(usable.length)]!, side, random));
    noisy.set(addGaussianNoise(patch, noiseLevel, random), i * pixels);
    return noiseLevel;
  });
  return { count, side, clean, noisy, noiseLevels };
}

/** Numbers that worker threads read without a copy of their own, where that is allowed. */
function sharedFloats(length: number): Float32Array {
  return typeof SharedArrayBuffer === "undefined"
    ? new Float32Array(length)
    : new Float32Array(new SharedArrayBuffer(4 * length));
}

/** A random square of the image, in one of its eight orientations. */
function cutPatch(image: GrayImage, side: number, random: RandomStream): Float32Array {
  const left = random.integer(image.width - side + 1);
  const top = random.integer(image.height - side + 1);
  const orientation = ORIENTATIONS[random.integer(ORIENTATIONS.length)]!;
  return orientPlane(cropPlane(image, left, top, { width: side, height: side }), orientation).data;
}

/** Cuts a batch into `parts` consecutive pieces of nearly equal size, which are views into it. */
export function splitBatch(batch: PatchBatch, parts: number): PatchBatch[] {
  const pixels = batch.side * batch.side;
  return Array.from({ length: parts }, (_, part) => {
    const from = Math.floor((part * batch.count) / parts);
    const to = Math.floor(((part + 1) * batch.count) / parts);
    return {
      count: to - from,
      side: batch.side,
      clean: batch.clean.subarray(from * pixels, to * pixels),
      noisy: batch.noisy.subarray(from * pixels, to * pixels),
      noiseLevels: batch.noiseLevels.slice(from, to),
    };
  });
}
