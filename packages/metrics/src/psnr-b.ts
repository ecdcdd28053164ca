import { checkPair, checkPeak, checkSize } from "./check-input.ts";
import { mse } from "./mse.ts";
import type { ImageSize } from "./check-input.ts";

export interface PsnrBOptions extends ImageSize {
  /** Side of the blocks; the first one starts at the first pixel. Default: 8. */
  readonly block?: number;
  /** The largest gray level an image can hold. Default: 255. */
  readonly peak?: number;
}

/**
 * PSNR-B, which counts visible blocks as an error (Yim & Bovik 2011, DOI 10.1109/TIP.2010.2061859): 10
 * log₁₀(peak² / (mse + bef)) in dB. The blocking effect factor bef is the excess of the mean squared
 * difference of neighbours across block edges over that of all other neighbours, times log₂ of the block's
 * side over log₂ of the image's shorter side; it depends only on the estimate.
 *
 * @param reference n pixels, row by row, gray levels.
 * @param estimate as many pixels in the same order and unit.
 * @throws RangeError when the lengths differ or are not width × height, or a side is not larger than a block.
 */
export function psnrB(
  reference: ArrayLike<number>,
  estimate: ArrayLike<number>,
  { width, height, block = 8, peak = 255 }: PsnrBOptions,
): number {
  checkPair("psnrB", reference, estimate);
  checkPeak("psnrB", peak);
  if (!(Number.isInteger(block) && block > 1)) {
    throw new RangeError(`psnrB: expected a whole block above 1, got ${block}`);
  }
  checkSize("psnrB", estimate.length, { width, height }, block + 1);
  const error = mse(reference, estimate) + blockingEffect(estimate, width, height, block);
  return 10 * Math.log10((peak * peak) / error);
}

function blockingEffect(image: ArrayLike<number>, width: number, height: number, block: number): number {
  const [edges, others] = [
    { sum: 0, count: 0 },
    { sum: 0, count: 0 },
  ];
  const compare = (at: number, next: number, place: number): void => {
    const pairs = place % block === block - 1 ? edges : others;
    pairs.sum += (image[at]! - image[next]!) ** 2;
    pairs.count += 1;
  };
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const at = row * width + column;
      if (column + 1 < width) compare(at, at + 1, column);
      if (row + 1 < height) compare(at, at + width, row);
    }
  }
  const excess = edges.sum / edges.count - others.sum / others.count;
  return excess <= 0 ? 0 : (excess * Math.log2(block)) / Math.log2(Math.min(width, height));
}
