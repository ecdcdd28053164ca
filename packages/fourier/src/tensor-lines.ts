import { add, matMul, neg, reshape, sub, tensor2d, transpose } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { rootsOfUnity } from "./lines/complex-lines.ts";
import type { LineMap } from "./periodic-grid.ts";

/** A complex matrix as two real ones. */
export interface ComplexMatrix {
  readonly real: Tensor2D;
  readonly imag: Tensor2D;
}

/**
 * The discrete Fourier transform of a line placed on a periodic line of n cells, as a matrix:
 *
 *     M[j, k] = weight(k) Σ_{i: indices[i] = j} exp(−2πi i k/n)     j < size, k < frequencies
 *
 * A line times M is its spectrum. A spectrum times the conjugate transpose of M, divided by n, is the line.
 */
export function dftMatrix(
  { size, indices }: LineMap,
  frequencies: number = indices.length,
  weight: (frequency: number) => number = () => 1,
): ComplexMatrix {
  const n = indices.length;
  const roots = rootsOfUnity(n);
  const real = new Float32Array(size * frequencies);
  const imag = new Float32Array(size * frequencies);
  for (let i = 0; i < n; i++) {
    const row = indices[i]! * frequencies;
    if (row < 0) continue;
    for (let k = 0, root = 0; k < frequencies; k++, root = (root + i) % n) {
      real[row + k]! += weight(k) * roots.real[root]!;
      imag[row + k]! += weight(k) * roots.imag[root]!;
    }
  }
  const shape: [number, number] = [size, frequencies];
  return { real: tensor2d(real, shape), imag: tensor2d(imag, shape) };
}

/** Complex lines as tensors `[lines, size]`. A missing imaginary part is zero. */
export interface TensorLines {
  readonly real: Tensor2D;
  readonly imag?: Tensor2D | undefined;
}

/** {@link TensorLines} with an imaginary part. */
export interface ComplexTensorLines extends TensorLines {
  readonly imag: Tensor2D;
}

/** (a + ib) M for each line. */
export function timesMatrix({ real, imag }: TensorLines, m: ComplexMatrix): ComplexTensorLines {
  if (imag === undefined) return { real: matMul(real, m.real), imag: matMul(real, m.imag) };
  return {
    real: sub(matMul(real, m.real), matMul(imag, m.imag)),
    imag: add(matMul(real, m.imag), matMul(imag, m.real)),
  };
}

/** (a + ib) M̄ᵀ for each line. */
export function timesAdjointMatrix({ real, imag }: TensorLines, m: ComplexMatrix): ComplexTensorLines {
  const by = (x: Tensor2D, part: Tensor2D): Tensor2D => matMul(x, part, false, true);
  if (imag === undefined) return { real: by(real, m.real), imag: neg(by(real, m.imag)) };
  return {
    real: add(by(real, m.real), by(imag, m.imag)),
    imag: sub(by(imag, m.real), by(real, m.imag)),
  };
}

/** The rows of every image and channel as lines. */
export function toLines(x: Tensor4D): Tensor2D {
  const [batch, height, width, channels] = x.shape;
  return reshape(transpose(x, [0, 3, 1, 2]), [batch * channels * height, width]);
}

/** The inverse of {@link toLines}. */
export function fromLines(lines: Tensor2D, batch: number, height: number, channels: number): Tensor4D {
  const planes = reshape(lines, [batch, channels, height, -1]);
  return transpose(planes, [0, 2, 3, 1]) as Tensor4D;
}

/** Transposes each plane: `[planes × size, other]` to `[planes × other, size]`. */
export function turn({ real, imag }: ComplexTensorLines, planes: number): ComplexTensorLines {
  const turned = (x: Tensor): Tensor2D => {
    const [lines, other] = x.shape as [number, number];
    return reshape(transpose(reshape(x, [planes, lines / planes, other]), [0, 2, 1]), [planes * other, -1]);
  };
  return { real: turned(real), imag: turned(imag) };
}
