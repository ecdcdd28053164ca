import type { LineMap } from "@genericdp/fourier";
import { pad, reshape, stridedSlice } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/** Every `factor`-th pixel of a line, starting at `phase`. */
export function sampledLine(length: number, factor: number, phase: number): LineMap {
  const indices = Int32Array.from({ length }, (_, i) => (i % factor === phase ? (i - phase) / factor : -1));
  return { size: length / factor, indices };
}

/** Keeps every `factor`-th row and column. */
export function takeEvery(x: Tensor4D, factor: number, phase: number): Tensor4D {
  if (factor === 1) return x;
  const [batch, height, width, channels] = x.shape;
  return stridedSlice(
    x,
    [0, phase, phase, 0],
    [batch, height, width, channels],
    [1, factor, factor, 1],
  ) as Tensor4D;
}

/** The transpose of {@link takeEvery}: inserts zeros. */
export function insertZeros(y: Tensor4D, factor: number, phase: number): Tensor4D {
  if (factor === 1) return y;
  const [batch, height, width, channels] = y.shape;
  const around: [number, number] = [phase, factor - 1 - phase];
  const none: [number, number] = [0, 0];
  const rows = pad(reshape(y, [batch * height, 1, width, channels]), [none, around, none, none]);
  const columns = pad(reshape(rows, [batch * height * factor, width, 1, channels]), [
    none,
    none,
    around,
    none,
  ]);
  return reshape(columns, [batch, height * factor, width * factor, channels]);
}
