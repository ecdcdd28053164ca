import { checkSize, type ImageSize } from "../image-size.ts";
import { boxSum } from "./box-sum.ts";
import { patchCovariance } from "./patch-covariance.ts";
import { symmetricEigenvalues } from "./symmetric-eigenvalues.ts";
import { sampleTiles } from "./sample-tiles.ts";
import type { Tiles } from "./sample-tiles.ts";
import { noiseStrength, textureStrength } from "./texture-strength.ts";

// Differences from the paper, and why; constants were chosen on photographs outside BSD68.
// - The smallest eigenvalue of a sample covariance is (1 − SIDE/√count)² σ² (Marchenko–Pastur), so σ = 50
//   was estimated 0.4..0.7 too low. The full correction is right for pure noise, but remaining texture
//   counteracts it; BIAS = 0.6 of it balances the two.
// - δ = 0.999 with BIAS was better than the paper's 1 − 10⁻⁶ without, especially at σ = 25 and 50.
// - Patches beyond MAX_PATCHES cost time and change the mean error by 0.05 at most.
// - Where texture covers the whole picture, the weakest patches are those with the least noise, and the
//   iteration would diverge downwards (σ = 20 was estimated as 12). This can be detected, as nearly all lie
//   closely below the threshold. The test costs 0.02 of mean error at σ = 5.
// - The median test on all eigenvalues (Chen, Zhu & Heng, ICCV 2015) was worse here: 3.3, 1.6, 1.0, 0.6 too
//   high at σ = 5, 15, 25, 50, as it excludes no patch.

const NAME = "estimateNoise";
const SIDE = 7;
export const SMALLEST_IMAGE = 32;
const ITERATIONS = 3;
/** Standard normal quantile for δ = 0.999, the probability that a patch of pure noise is accepted. */
const QUANTILE = 3.0902;
/** Part of the correction for the finite number of patches, see above. */
const BIAS = 0.6;
/** Half of the patches of pure noise are below its median strength; in photographs, at least about 4 %. */
const MIN_WEAK_PART = 0.02;
/** Fewer patches make the smallest eigenvalue of a 49 × 49 matrix too small. */
const MIN_PATCHES = 8 * SIDE ** 2;
/** A patch with more pixels at 0 or 255 counts as clipped; at σ = 50, allowing none would leave too few. */
const MAX_SATURATED = 2;
/** More patches than this are thinned out evenly. */
const MAX_PATCHES = 60_000;
/** Enough while the variance only serves to choose patches. */
const MAX_PATCHES_ON_THE_WAY = 15_000;

export type EstimateNoiseOptions = ImageSize;

/**
 * Estimates the standard deviation of white Gaussian noise in one gray image, in gray levels; never
 * negative, and 0 for a constant image.
 *
 * Patches of 7 × 7 pixels of a noisy image have the covariance Σ + σ²I. Without texture, Σ is nearly singular
 * and σ² is the smallest eigenvalue of the covariance. Which patches have no texture depends on σ, so both
 * are computed alternately, up to three times. Patches with more than two pixels at exactly 0 or 255 are left
 * out if enough others remain, because clipped noise appears weaker. An image of more than 400,000 pixels is
 * represented by squares on a regular grid. Without noise, the result is the weakest texture of the picture,
 * mostly below 1.
 *
 * @param image - width × height gray levels (0..255, clipped or not) row by row; not changed
 * @param options - width and height, at least 32 pixels each
 * @throws RangeError if a side is below 32, the length is not width × height, or a pixel is not finite
 * @see Liu, Tanaka & Okutomi 2013, DOI 10.1109/TIP.2013.2283400
 */
export function estimateNoise(image: ArrayLike<number>, { width, height }: EstimateNoiseOptions): number {
  checkSize(NAME, image.length, { width, height }, SMALLEST_IMAGE);
  for (let i = 0; i < image.length; i++) {
    if (!Number.isFinite(image[i]!)) {
      throw new RangeError(`${NAME}: expected finite gray levels, got ${image[i]} at pixel ${i}`);
    }
  }
  const tiles = sampleTiles({ width, height });
  if (tiles.tile === height) return estimateTiles(image, tiles);
  const sample = Float32Array.from({ length: tiles.width * tiles.height }, (_, i) => image[tiles.pixel(i)]!);
  return estimateTiles(sample, tiles);
}

/** The estimate for tiles stacked vertically; no patch crosses a seam. */
export function estimateTiles(
  image: ArrayLike<number>,
  { width, height, tile }: Pick<Tiles, "width" | "height" | "tile">,
): number {
  const strength = textureStrength(image, { width, height }, SIDE);
  const candidates = usablePatches(image, width, strength.length, tile);
  const threshold = noiseStrength(SIDE, QUANTILE);
  const median = noiseStrength(SIDE, 0);

  let patches = candidates;
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const variance = noiseVariance(image, width, patches, MAX_PATCHES_ON_THE_WAY);
    const limit = threshold * variance;
    const flat = select(candidates, (patch) => strength[patch]! <= limit);
    if (flat.length < MIN_PATCHES) break;
    const weak = select(flat, (patch) => strength[patch]! <= median * variance);
    if (weak.length < MIN_WEAK_PART * flat.length) break;
    patches = flat;
  }
  return Math.sqrt(noiseVariance(image, width, patches, MAX_PATCHES));
}

/** Patches within tiles with hardly any clipped pixels, or all of them if too few are left. */
function usablePatches(image: ArrayLike<number>, width: number, count: number, tile: number): Int32Array {
  const saturated = new Float64Array(image.length);
  for (let i = 0; i < image.length; i++) saturated[i] = image[i] === 0 || image[i] === 255 ? 1 : 0;
  const hits = boxSum(saturated, width, SIDE, SIDE);
  const columns = width - SIDE + 1;
  const whole = Int32Array.from({ length: count }, (_, patch) => patch);
  const all = select(whole, (patch) => Math.floor(patch / columns) % tile <= tile - SIDE);
  const unsaturated = select(all, (patch) => hits[patch]! <= MAX_SATURATED);
  return unsaturated.length < MIN_PATCHES ? all : unsaturated;
}

/** Like `filter`, which takes ten times as long on typed arrays. */
function select(patches: Int32Array, keep: (patch: number) => boolean): Int32Array {
  const kept = new Int32Array(patches.length);
  let count = 0;
  for (let i = 0; i < patches.length; i++) {
    if (keep(patches[i]!)) kept[count++] = patches[i]!;
  }
  return kept.subarray(0, count);
}

/** σ² from the smallest eigenvalue of the patches' covariance, evenly thinned to `most` patches. */
function noiseVariance(image: ArrayLike<number>, width: number, patches: Int32Array, most: number): number {
  const columns = width - SIDE + 1;
  const step = Math.ceil(patches.length / most);
  const corners = new Int32Array(Math.ceil(patches.length / step));
  for (let i = 0; i < corners.length; i++) {
    const patch = patches[i * step]!;
    corners[i] = patch + (SIDE - 1) * Math.floor(patch / columns);
  }
  const eigenvalues = symmetricEigenvalues(patchCovariance(image, width, SIDE, corners), SIDE ** 2);
  const shrinkage = 1 - (BIAS * SIDE) / Math.sqrt(corners.length);
  return Math.max(0, eigenvalues[0]!) / shrinkage ** 2;
}
