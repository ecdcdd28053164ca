import type { BlurKernel } from "./blur-kernel.ts";

/** Slope of the cubic convolution kernel at ±1: the usual value. */
const SLOPE = -0.5;

/**
 * The blur of bicubic downscaling, which then keeps every `factor`-th pixel (phase ⌊(factor − 1)/2⌋): the
 * cubic convolution kernel (Keys 1981, DOI 10.1109/TASSP.1981.1163711, a = −1/2), stretched by the factor
 * against aliasing. Some weights are negative; they sum to 1.
 *
 * @throws RangeError unless the factor is a whole number ≥ 1.
 */
export function bicubicKernel(factor: number): BlurKernel {
  if (!(Number.isSafeInteger(factor) && factor >= 1)) {
    throw new RangeError(`bicubicKernel: expected a whole factor ≥ 1, got ${factor}`);
  }
  // The centre of a block with an even number of pixels lies between two of them.
  const side = factor % 2 === 0 ? 4 * factor : 4 * factor - 1;
  const line = Array.from({ length: side }, (_, i) => cubic((i - (side - 1) / 2) / factor));
  const sum = line.reduce((total, weight) => total + weight, 0);
  const data = Float32Array.from({ length: side * side }, (_, i) => {
    return (line[Math.floor(i / side)]! * line[i % side]!) / sum ** 2;
  });
  return Object.freeze({ height: side, width: side, data });
}

function cubic(t: number): number {
  const d = Math.abs(t);
  if (d >= 2) return 0;
  if (d >= 1) return SLOPE * (d ** 3 - 5 * d ** 2 + 8 * d - 4);
  return (SLOPE + 2) * d ** 3 - (SLOPE + 3) * d ** 2 + 1;
}
