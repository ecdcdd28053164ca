import type { Denoiser, NoiseRange } from "@genericdp/core";
import { tensor4d, type Tensor4D } from "@tensorflow/tfjs-core";

/** Values of a `[batch, height, width, 1]` tensor, in gray levels. */
export interface Plane {
  readonly shape: readonly [batch: number, height: number, width: number, channels: 1];
  readonly values: Float32Array;
}

/** Makes a plane from a function of batch index, row and column. */
export function plane(
  batch: number,
  height: number,
  width: number,
  value: (b: number, y: number, x: number) => number,
): Plane {
  const values = Float32Array.from({ length: batch * height * width }, (_, i) =>
    value(Math.floor(i / (height * width)), Math.floor(i / width) % height, i % width),
  );
  return { shape: [batch, height, width, 1], values };
}

/** Copies a plane into a new tensor. */
export function upload({ shape, values }: Plane): Tensor4D {
  return tensor4d(values.slice(), [...shape]);
}

/** Denoises a plane and disposes all tensors. */
export async function denoisePlane(denoiser: Denoiser, input: Plane, noiseLevel: number): Promise<Plane> {
  const x = upload(input);
  try {
    const y = denoiser.denoise(x, { noiseLevel });
    try {
      const [batch, height, width] = y.shape;
      return { shape: [batch, height, width, 1], values: Float32Array.from(await y.data()) };
    } finally {
      y.dispose();
    }
  } finally {
    x.dispose();
  }
}

/** The noise level in the middle of a range. */
export function middle({ min, max }: NoiseRange): number {
  return (min + max) / 2;
}

/** Largest absolute difference of two planes of the same size, in gray levels; infinite for NaN. */
export function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((largest, value, i) => {
    const difference = Math.abs(value - (b[i] ?? Number.NaN));
    return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(largest, difference);
  }, 0);
}
