import { ORIENTATIONS, orientPlane, resizePlane } from "@genericdp/image";
import type { PixelImage } from "@genericdp/image";

/** Side of a thumbnail, and of the block of low frequencies in the hash. */
const [SIDE, LOW] = [32, 8];

/** The coarse appearance of an image. */
export interface Thumbnail {
  /** 32 × 32 gray levels, of mean 0 and norm 1. */
  readonly levels: Float32Array;
  /** 64 bits: whether each of the lowest coefficients of its cosine transform is above their median. */
  readonly hash: Uint8Array;
}

/**
 * Computes the thumbnails of an image in all eight orientations. They do not depend on its size, proportions
 * and contrast, and hardly on noise.
 */
export function thumbnails({ data, width, height, channels }: PixelImage): Thumbnail[] {
  const gray = new Float32Array(width * height);
  data.forEach((level, i) => (gray[Math.floor(i / channels)]! += level / channels));
  const small = resizePlane({ data: gray, width, height }, { width: SIDE, height: SIDE });
  const mean = small.data.reduce((sum, level) => sum + level, 0) / small.data.length;
  const norm = Math.hypot(...small.data.map((level) => level - mean));
  // A constant image is not similar to any other.
  const even = small.data.map((level) => (norm > 0 ? (level - mean) / norm : 0));
  return ORIENTATIONS.map((turn) => {
    const levels = orientPlane({ ...small, data: even }, turn).data;
    return { levels, hash: hashOf(levels) };
  });
}

/**
 * The similarity of two images: the number of bits of 64 that differ, and the correlation of their levels.
 */
export interface Likeness {
  readonly distance: number;
  readonly correlation: number;
}

export function compare(one: Thumbnail, other: Thumbnail): Likeness {
  let [distance, correlation] = [0, 0];
  for (const [i, bit] of one.hash.entries()) distance += bit ^ other.hash[i]!;
  for (const [i, level] of one.levels.entries()) correlation += level * other.levels[i]!;
  return { distance, correlation };
}

/** The hash of Zauner 2010, "Implementation and benchmarking of perceptual image hash functions". */
function hashOf(levels: Float32Array): Uint8Array {
  const rows = Array.from({ length: SIDE }, (_, y) => transform(levels.subarray(y * SIDE, (y + 1) * SIDE)));
  const columns = Array.from({ length: LOW }, (_, u) => transform(rows.map((row) => row[u + 1]!)));
  const low = columns.flatMap((column) => Array.from(column.slice(1)));
  const sorted = low.toSorted((a, b) => a - b);
  const median = (sorted[low.length / 2 - 1]! + sorted[low.length / 2]!) / 2;
  return Uint8Array.from(low, (coefficient) => (coefficient > median ? 1 : 0));
}

/** The constant and the lowest frequencies of the cosine transform of a line. */
function transform(line: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: LOW + 1 }, (_, u) =>
    Array.from(line).reduce(
      (sum, level, x) => sum + level * Math.cos((Math.PI * u * (x + 0.5)) / line.length),
      0,
    ),
  );
}
