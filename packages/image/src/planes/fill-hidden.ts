import type { PixelImage } from "../pixel-image.ts";

type Colours = Pick<PixelImage, "data" | "width" | "height" | "channels">;

/** Levels, and the weight of each pixel: 0 where nothing is known. */
interface Weighted {
  readonly data: Float32Array<ArrayBuffer>;
  readonly weights: Float32Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

/**
 * Replaces the colours of fully transparent pixels by a continuation of those around them; opacities stay.
 * The stored colours are invisible and must not leak into visible pixels.
 *
 * Means over blocks of 2, 4, 8 … pixels, weighted by opacity, are interpolated where finer blocks are empty
 * (pull-push; Gortler et al. 1996, DOI 10.1145/237170.237200, section 4). Visible pixels are unchanged, and
 * so is an image without any.
 */
export function fillHidden<Image extends Colours & Pick<PixelImage, "alpha">>(image: Image): Image {
  const { data, width, height, channels, alpha } = image;
  if (alpha === undefined || !alpha.some((level) => level <= 0) || !alpha.some((level) => level > 0)) {
    return image;
  }
  const weights = alpha.map((level) => Math.max(0, level) / 255);
  const filled = fill({ data: new Float32Array(data), weights, width, height }, channels);
  return { ...image, data: filled };
}

function fill(level: Weighted, channels: number): Float32Array<ArrayBuffer> {
  const { data, weights, width, height } = level;
  if (weights.every((weight) => weight > 0)) return data;
  const coarse = halve(level, channels);
  const below = fill(coarse, channels);
  for (let y = 0; y < height; y++) {
    const [above, beneath] = neighbours(y, coarse.height);
    for (let x = 0; x < width; x++) {
      if (weights[y * width + x]! > 0) continue;
      const [left, right] = neighbours(x, coarse.width);
      for (let c = 0; c < channels; c++) {
        const at = (row: number, column: number): number =>
          below[(row * coarse.width + column) * channels + c]!;
        const near = 0.75 * at(above, left) + 0.25 * at(above, right);
        const far = 0.75 * at(beneath, left) + 0.25 * at(beneath, right);
        data[(y * width + x) * channels + c] = 0.75 * near + 0.25 * far;
      }
    }
  }
  return data;
}

/** The coarse pixel that contains a pixel, and its nearer neighbour; bilinear weights are 3/4 and 1/4. */
function neighbours(place: number, coarseSize: number): [number, number] {
  const own = place >> 1;
  const next = place % 2 === 0 ? own - 1 : own + 1;
  return [own, Math.min(Math.max(next, 0), coarseSize - 1)];
}

function halve({ data, weights, width, height }: Weighted, channels: number): Weighted {
  const [columns, rows] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const means = new Float32Array(columns * rows * channels);
  const sums = new Float32Array(columns * rows);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [from, to] = [y * width + x, (y >> 1) * columns + (x >> 1)];
      const weight = weights[from]!;
      sums[to]! += weight;
      for (let c = 0; c < channels; c++) means[to * channels + c]! += weight * data[from * channels + c]!;
    }
  }
  means.forEach((sum, i) => {
    const weight = sums[Math.floor(i / channels)]!;
    if (weight > 0) means[i] = sum / weight;
  });
  // More weight than a full pixel means nothing.
  return { data: means, weights: sums.map((sum) => Math.min(1, sum)), width: columns, height: rows };
}
