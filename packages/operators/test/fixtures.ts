import { randomStream } from "@genericdp/core";
import { tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";

/** Reproducible gray levels. */
export function randomImage(shape: [number, number, number, number], seed: number): Tensor4D {
  const random = randomStream(seed);
  const size = shape.reduce((product, side) => product * side, 1);
  return tensor4d(
    Float32Array.from({ length: size }, () => 255 * random.uniform()),
    shape,
  );
}

/** Largest absolute difference, in gray levels. */
export function largestDifference(a: Tensor, b: ArrayLike<number>): number {
  const values = a.dataSync();
  if (values.length !== b.length) throw new Error(`expected ${values.length} numbers, got ${b.length}`);
  return Math.max(...Array.from(values, (value, i) => Math.abs(value - b[i]!)));
}
