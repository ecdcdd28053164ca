import { defineLinearOperator } from "@genericdp/core";
import type { Denoiser, LinearOperator } from "@genericdp/core";
import { add, concat, conv2d, div, mul, reverse, slice, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

export const identity: LinearOperator = defineLinearOperator({
  name: "identity",
  outputShape: (shape) => shape,
  forward: (x) => x,
  adjoint: (y) => y,
  proxL2: (z, y, gamma) => div(add(z, mul(gamma, y)), 1 + gamma),
});

/** Keeps the pixels where `seen` is 1. */
export function mask(seen: Tensor4D): LinearOperator {
  return defineLinearOperator({
    name: "mask",
    outputShape: (shape) => shape,
    forward: (x) => mul(x, seen),
    adjoint: (y) => mul(y, seen),
    proxL2: (z, y, gamma) => div(add(z, mul(mul(gamma, seen), y)), add(1, mul(gamma, seen))),
  });
}

/** Circular blur with a square kernel of odd side. */
export function circularBlur(kernel: readonly (readonly number[])[]): LinearOperator {
  const side = kernel.length;
  const filter = tensor4d(kernel.flat(), [side, side, 1, 1]);
  const turned: Tensor4D = reverse(filter, [0, 1]);
  const correlate = (x: Tensor4D, with_: Tensor4D): Tensor4D =>
    conv2d(wrap(wrap(x, 1, side >> 1), 2, side >> 1), with_, 1, "valid");
  return defineLinearOperator({
    name: "circular blur",
    outputShape: (shape) => shape,
    forward: (x) => correlate(x, turned),
    adjoint: (y) => correlate(y, filter),
  });
}

/** The same operator without a closed form. */
export function withoutProx({ name, outputShape, forward, adjoint }: LinearOperator): LinearOperator {
  return { name, outputShape, forward, adjoint };
}

/** A denoiser with a range that includes all levels of the schedules. */
export function denoiserOf(
  denoise: Denoiser["denoise"],
  noiseRange: Denoiser["noiseRange"] = { min: 0.1, max: 100 },
): Denoiser {
  return { name: "made for a test", noiseRange, denoise };
}

/** The factor of a linear denoiser: the more noise, the smaller. */
export function shrink(noiseLevel: number): number {
  return 1 / (1 + noiseLevel / 100);
}

export const shrinking: Denoiser = denoiserOf((x, { noiseLevel }) => mul(x, shrink(noiseLevel)));

function wrap(x: Tensor4D, axis: 1 | 2, by: number): Tensor4D {
  const cut = (begin: number, size: number): Tensor4D => {
    const [begins, sizes] = [[0, 0, 0, 0], [...x.shape]];
    begins[axis] = begin;
    sizes[axis] = size;
    return slice(x, begins, sizes);
  };
  return concat([cut(x.shape[axis] - by, by), x, cut(0, by)], axis);
}

/** The identity as a denoiser. */
export const nothing: Denoiser = denoiserOf((x) => mul(x, 1));

/** An image whose pixels mostly differ. */
export const picture = (height: number, width: number): Tensor4D =>
  tensor4d(
    Float32Array.from({ length: height * width }, (_, i) => 100 + ((i * 53) % 97)),
    [1, height, width, 1],
  );

/** An irregular pattern of 0 and 1. */
export const speckles = (height: number, width: number): Tensor4D =>
  tensor4d(
    Float32Array.from({ length: height * width }, (_, i) => ((i * 31) % 7 < 4 ? 1 : 0)),
    [1, height, width, 1],
  );
