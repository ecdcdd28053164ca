import { mul, tidy } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { complexZeros, exchanged } from "./lines/complex-lines.ts";
import type { ComplexNumbers } from "./lines/complex-lines.ts";
import { fourierLines } from "./lines/fourier-lines.ts";
import { wholeLine } from "./periodic-grid.ts";
import { dftMatrix, fromLines, timesAdjointMatrix, timesMatrix, toLines, turn } from "./tensor-lines.ts";

/** The direction of the transform, and whether the result is divided by the number of pixels. */
export interface TransformDirection {
  readonly inverse: boolean;
  readonly divided: boolean;
}

type Shape = readonly [batch: number, height: number, width: number, channels: number];

/** The two-dimensional transform of every image and channel, in main memory. */
export function transformImages(
  real: ArrayLike<number>,
  imag: ArrayLike<number> | undefined,
  [batch, height, width, channels]: Shape,
  { inverse, divided }: TransformDirection,
): { readonly real: Float32Array; readonly imag: Float32Array } {
  const result = complexZeros(real.length);
  const scale = divided ? 1 / (height * width) : 1;
  for (let i = 0; i < real.length; i++) result.real[i] = real[i]! * scale;
  if (imag !== undefined) for (let i = 0; i < imag.length; i++) result.imag[i] = imag[i]! * scale;
  const numbers = inverse ? exchanged(result) : result;
  transformAxis(numbers, batch, height, width * channels);
  transformAxis(numbers, batch * height, width, channels);
  return { real: Float32Array.from(result.real), imag: Float32Array.from(result.imag) };
}

/** Transforms the middle axis of `[outer, size, inner]` in place. */
function transformAxis({ real, imag }: ComplexNumbers, outer: number, size: number, inner: number): void {
  const count = outer * inner;
  if (size === 1 || count === 0) return;
  const lines = fourierLines(size, count);
  const { lanes } = lines;
  const starts = new Int32Array(lanes);
  for (let first = 0; first < count; first += lanes) {
    const used = Math.min(lanes, count - first);
    for (let l = 0; l < used; l++) {
      const line = first + l;
      starts[l] = Math.floor(line / inner) * size * inner + (line % inner);
    }
    for (let i = 0; i < size; i++) {
      for (let l = 0; l < used; l++) {
        const from = starts[l]! + i * inner;
        lines.real[i * lanes + l] = real[from]!;
        lines.imag[i * lanes + l] = imag[from]!;
      }
    }
    lines.transform();
    for (let i = 0; i < size; i++) {
      for (let l = 0; l < used; l++) {
        const to = starts[l]! + i * inner;
        real[to] = lines.real[i * lanes + l]!;
        imag[to] = lines.imag[i * lanes + l]!;
      }
    }
  }
}

/** The two-dimensional transform as two matrix products, on any tfjs backend. */
export function composedTransform(
  real: Tensor4D,
  imag: Tensor4D | undefined,
  { inverse, divided }: TransformDirection,
): [real: Tensor4D, imag: Tensor4D] {
  return tidy(() => {
    const [batch, height, width, channels] = real.shape;
    const times = inverse ? timesAdjointMatrix : timesMatrix;
    const lines = { real: toLines(real), imag: imag === undefined ? undefined : toLines(imag) };
    const across = turn(times(lines, dftMatrix(wholeLine(width))), batch * channels);
    const down = turn(times(across, dftMatrix(wholeLine(height))), batch * channels);
    const scale = divided ? 1 / (height * width) : 1;
    const image = (x: Tensor2D): Tensor4D => mul(fromLines(x, batch, height, channels), scale);
    return [image(down.real), image(down.imag)];
  });
}
