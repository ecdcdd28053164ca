import { randomStream } from "@genericdp/core";
import type { RandomStream } from "@genericdp/core";
import { ORIENTATIONS, cropPlane, orientPlane, toOpponentPixels } from "@genericdp/image";
import { findDegradation } from "./degrade.ts";
import { drawDegradation } from "./degraded-patches.ts";
import type { DrawnDegradation } from "./degraded-patches.ts";
import type { Degradations, TrainingImage } from "./degrade.ts";
import { noiseQuantile } from "./noise-quantile.ts";
import type { NoiseDistribution } from "./noise-quantile.ts";
import type { Recipe } from "./recipe.ts";

/** Square patches, clean and observed, in the format of a model: `[count, side, side, channels]` each. */
export interface PatchBatch {
  readonly count: number;
  readonly side: number;
  readonly channels: number;
  readonly clean: Float32Array;
  readonly noisy: Float32Array;
  /** Noise level that the model is given for each patch. */
  readonly noiseLevels: number[];
  /** What the channels of each patch, clean and noisy, were multiplied by. Default: 1. */
  readonly planeFactors?: readonly (readonly number[])[];
  /** The degradation of the clean patches, if a family was drawn; it replaces `noisy`. */
  readonly degradation?: DrawnDegradation;
}

type SamplingRecipe = Pick<Recipe, "seed" | "patch" | "degradation"> &
  NoiseDistribution & {
    readonly architecture: { readonly channels: number };
    /** Number of patches to draw. */
    readonly batch: number;
  };

/**
 * Draws the patches of one step: from any image, at any position, in any of the eight flips and rotations,
 * with a new degradation.
 *
 * They depend only on the recipe, the step and the images, so a resumed run sees the same patches. Noise
 * levels are stratified: one from each of `batch` equal parts of the distribution.
 *
 * @throws RangeError if no image is large enough for a patch, if the channels or the number of levels of an
 *   image are wrong, or if the degradation of the recipe does not exist.
 */
export function samplePatches(
  images: readonly TrainingImage[],
  recipe: SamplingRecipe,
  step: number,
  degradations?: Degradations,
): PatchBatch {
  const { seed, batch: count, patch: side, architecture } = recipe;
  const { channels } = architecture;
  const degrade = findDegradation(recipe.degradation, degradations);
  const other = images.find((image) => image.channels !== channels);
  if (other) {
    throw new RangeError(`samplePatches: expected images of ${channels} channels, got ${other.channels}`);
  }
  // Otherwise, RGB data labelled as gray would be read as gray rows.
  const wrong = images.find(({ data, width, height }) => data.length !== width * height * channels);
  if (wrong) {
    const size = `${wrong.width}×${wrong.height} pixels of ${channels} channels`;
    throw new RangeError(`samplePatches: expected the levels of ${size}, got ${wrong.data.length}`);
  }
  const usable = images.filter((image) => image.width >= side && image.height >= side);
  if (usable.length === 0)
    throw new RangeError(`samplePatches: expected an image of at least ${side}×${side} pixels, got none`);
  const length = side * side * channels;
  const clean = sharedFloats(count * length);
  const noisy = sharedFloats(count * length);
  const factors: (readonly number[] | undefined)[] = [];
  const noiseLevels = Array.from({ length: count }, (_, i) => {
    const random = randomStream(seed, step, i);
    const drawn = noiseQuantile(recipe, (i + random.uniform()) / count);
    const patch = cutPatch(usable[random.integer(usable.length)]!, side, random);
    const { data, noiseLevel, planeFactors } = degrade(patch, drawn, random);
    clean.set(asModelInput(patch.data, channels, planeFactors), i * length);
    noisy.set(asModelInput(data, channels, planeFactors), i * length);
    factors.push(planeFactors);
    return noiseLevel;
  });
  const common = { count, side, channels, clean, noisy, noiseLevels };
  if (factors.every((each) => each === undefined)) return common;
  return {
    ...common,
    planeFactors: factors.map((each) => each ?? Array.from({ length: channels }, () => 1)),
  };
}

/** Gray levels as they are, RGB in the opponent basis, times the plane factors. */
export function asModelInput(
  data: Float32Array,
  channels: number,
  factors?: readonly number[],
): Float32Array {
  if (channels !== 3) return data;
  const planes = toOpponentPixels(data);
  return factors === undefined ? planes : planes.map((level, i) => level * factors[i % 3]!);
}

/** An array that worker threads can read without a copy, if possible. */
function sharedFloats(length: number): Float32Array {
  return typeof SharedArrayBuffer === "undefined"
    ? new Float32Array(length)
    : new Float32Array(new SharedArrayBuffer(4 * length));
}

/** A random square of the image in one of its eight orientations. */
function cutPatch(image: TrainingImage, side: number, random: RandomStream): TrainingImage {
  const left = random.integer(image.width - side + 1);
  const top = random.integer(image.height - side + 1);
  const orientation = ORIENTATIONS[random.integer(ORIENTATIONS.length)]!;
  const patch = orientPlane(cropPlane(image, left, top, { width: side, height: side }), orientation);
  return { ...patch, channels: image.channels };
}

/** Cuts a batch into `parts` consecutive pieces of nearly equal size, which are views into it. */
export function splitBatch(batch: PatchBatch, parts: number): PatchBatch[] {
  const { side, channels, count, planeFactors } = batch;
  const length = side * side * channels;
  return Array.from({ length: parts }, (_, part) => {
    const from = Math.floor((part * count) / parts);
    const to = Math.floor(((part + 1) * count) / parts);
    return {
      count: to - from,
      side,
      channels,
      clean: batch.clean.subarray(from * length, to * length),
      noisy: batch.noisy.subarray(from * length, to * length),
      noiseLevels: batch.noiseLevels.slice(from, to),
      ...(planeFactors && { planeFactors: planeFactors.slice(from, to) }),
    };
  });
}

/**
 * The parts of a batch with their degradations: the recipe's families alternate from part to part and from
 * step to step. Parts of "noise" stay as drawn.
 */
export function assignFamilies(
  parts: readonly PatchBatch[],
  { seed, families }: Pick<Recipe, "seed" | "families">,
  step: number,
): readonly PatchBatch[] {
  if (families === undefined) return parts;
  return parts.map((part, i) => {
    const family = families[(step + i) % families.length]!;
    if (family === "noise") return part;
    return { ...part, degradation: drawDegradation(family, seed, step, i) };
  });
}
