import { checkPair, checkPeak, checkSize, type ImageSize } from "./check-input.ts";
import { blurValid, WINDOW_SIDE } from "./gaussian-window.ts";

export interface SsimOptions extends ImageSize {
  /** The largest gray level of an image. Default: 255. */
  readonly peak?: number;
}

const K1 = 0.01;
const K2 = 0.03;

/**
 * The structural similarity of two gray images, in −1..1; 1 only for equal images.
 *
 * Mean over all window positions inside the image ("valid", no padding, no shrinking) of
 *
 *     (2 μx μy + C₁)(2 σxy + C₂) / ((μx² + μy² + C₁)(σx² + σy² + C₂)),  C₁ = (0.01 peak)², C₂ = (0.03 peak)²
 *
 * with means, population variances and covariance under an 11×11 Gaussian window of standard deviation 1.5
 * pixels.
 *
 * @param reference - width × height pixels row by row, gray levels
 * @param estimate - the same shape and unit
 * @throws RangeError when a side is below 11, lengths and sides disagree, or the peak is not positive
 * @see Wang, Bovik, Sheikh & Simoncelli 2004, equation 13, DOI 10.1109/TIP.2003.819861
 */
export function ssim(
  reference: ArrayLike<number>,
  estimate: ArrayLike<number>,
  { width, height, peak = 255 }: SsimOptions,
): number {
  checkPair("ssim", reference, estimate);
  checkSize("ssim", reference.length, { width, height }, WINDOW_SIDE);
  checkPeak("ssim", peak);
  const c1 = (K1 * peak) ** 2;
  const c2 = (K2 * peak) ** 2;

  // Only the sum of the variances matters: four blurred maps suffice instead of the usual five.
  const x = Float64Array.from(reference);
  const y = Float64Array.from(estimate);
  const energy = new Float64Array(x.length);
  const product = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) {
    energy[i] = x[i]! * x[i]! + y[i]! * y[i]!;
    product[i] = x[i]! * y[i]!;
  }
  const meansX = blurValid(x, width, height);
  const meansY = blurValid(y, width, height);
  const energies = blurValid(energy, width, height);
  const products = blurValid(product, width, height);

  let sum = 0;
  for (let i = 0; i < meansX.length; i++) {
    const meanX = meansX[i]!;
    const meanY = meansY[i]!;
    const squares = meanX * meanX + meanY * meanY;
    const cross = meanX * meanY;
    const variances = energies[i]! - squares;
    const covariance = products[i]! - cross;
    sum += ((2 * cross + c1) * (2 * covariance + c2)) / ((squares + c1) * (variances + c2));
  }
  return sum / meansX.length;
}
