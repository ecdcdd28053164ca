import { tensor2d } from "@tensorflow/tfjs-core";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import type { LineMap } from "./line-map.ts";
import { rootsOfUnity } from "./roots-of-unity.ts";

/** A complex matrix as two real ones. */
export interface ComplexMatrix {
  readonly real: Tensor2D;
  readonly imag: Tensor2D;
}

/**
 * The discrete Fourier transform of lines that stand on a longer one, as a matrix: with n places,
 *
 *     M[j, k] = weight(k) Σ_{i: indices[i] = j} exp(−2πi i k/n)     j < size, k < frequencies
 *
 * A line times M is its spectrum; a spectrum times the conjugate transpose of M, divided by n, is the line.
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
    for (let k = 0, turn = 0; k < frequencies; k++, turn = (turn + i) % n) {
      real[row + k]! += weight(k) * roots.real[turn]!;
      imag[row + k]! += weight(k) * roots.imag[turn]!;
    }
  }
  const shape: [number, number] = [size, frequencies];
  return { real: tensor2d(real, shape), imag: tensor2d(imag, shape) };
}
