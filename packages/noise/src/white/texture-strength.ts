import { boxSum } from "./box-sum.ts";
import type { ImageSize } from "../image-size.ts";

/**
 * The texture strength of every side × side patch: the sum of the squared central differences, along rows
 * and along columns, that lie inside the patch. In squared gray levels, one number per patch position, row by
 * row.
 *
 * Up to the scale of the derivative it is the trace of the patch's gradient covariance matrix.
 * Source: Liu, Tanaka & Okutomi 2013, DOI 10.1109/TIP.2013.2283400.
 */
export function textureStrength(
  image: ArrayLike<number>,
  { width, height }: ImageSize,
  side: number,
): Float64Array {
  const inner = width - 2;
  const across = new Float64Array(inner * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < inner; column++) {
      const at = row * width + column;
      across[row * inner + column] = (image[at + 2]! - image[at]!) ** 2;
    }
  }
  const down = new Float64Array(width * (height - 2));
  for (let at = 0; at < down.length; at++) down[at] = (image[at + 2 * width]! - image[at]!) ** 2;

  const strength = boxSum(across, inner, side - 2, side);
  const vertical = boxSum(down, width, side, side - 2);
  for (let i = 0; i < strength.length; i++) strength[i]! += vertical[i]!;
  return strength;
}

/**
 * The texture strength that patches of white Gaussian noise of variance 1 do not exceed, with the probability
 * of the standard normal quantile `quantile`.
 *
 * The strength is a quadratic form xᵀAx of the patch's pixels, with mean tr A and variance 2 tr A². Its
 * distribution is approximated by the gamma distribution with these moments, as in the paper, whose quantile
 * is approximated by the Wilson–Hilferty cube (DOI 10.1073/pnas.17.12.684).
 */
export function noiseStrength(side: number, quantile: number): number {
  // A = I⊗T + T⊗I with T = DᵀD of the side − 2 central differences of one line: tr T = 2 (side − 2), and
  // tr T² counts 4 for each difference and 2 for each pair of differences that share a pixel.
  const differences = side - 2;
  const trace = 2 * side * (2 * differences);
  const lineSquares = 4 * differences + 2 * Math.max(0, differences - 2);
  const squares = 2 * side * lineSquares + 2 * (2 * differences) ** 2;
  const shape = trace ** 2 / (2 * squares);
  const scale = (2 * squares) / trace;
  return shape * scale * (1 - 1 / (9 * shape) + quantile / (3 * Math.sqrt(shape))) ** 3;
}
