import { randomStream } from "@genericdp/core";
import type { ImageShape, LinearOperator } from "@genericdp/core";
import { tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/** Images or measurements as plain numbers. */
export interface Vector {
  readonly shape: ImageShape;
  readonly values: Float64Array;
}

/** Standard normal numbers rounded to float32, the same for the same seed. */
export function randomVector(shape: ImageShape, seed: number): Vector {
  const random = randomStream(seed);
  const size = shape.reduce((product, side) => product * side, 1);
  return { shape, values: Float64Array.from({ length: size }, () => Math.fround(random.normal())) };
}

/** a x + b y. */
export function combine(a: number, x: Vector, b: number, y: Vector): Vector {
  expectSameShape(x, y);
  return { shape: x.shape, values: x.values.map((value, i) => a * value + b * y.values[i]!) };
}

export function inner(x: Vector, y: Vector): number {
  expectSameShape(x, y);
  return x.values.reduce((sum, value, i) => sum + value * y.values[i]!, 0);
}

export function norm(x: Vector): number {
  return Math.sqrt(inner(x, x));
}

/** Copies numbers into a new tensor. */
export function upload({ shape, values }: Vector): Tensor4D {
  return tensor4d(Float32Array.from(values), shape);
}

/** Reads the numbers of a tensor and disposes it. */
async function download(tensor: Tensor4D): Promise<Vector> {
  try {
    return { shape: tensor.shape, values: Float64Array.from(await tensor.data()) };
  } finally {
    tensor.dispose();
  }
}

/** Applies a function of tensors to numbers and disposes the tensors. */
export async function through(
  run: (...tensors: Tensor4D[]) => Tensor4D,
  ...vectors: readonly Vector[]
): Promise<Vector> {
  const tensors = vectors.map(upload);
  try {
    return await download(run(...tensors));
  } finally {
    for (const tensor of tensors) tensor.dispose();
  }
}

/** An operator on plain numbers. */
export interface VectorOperator {
  forward(x: Vector): Promise<Vector>;
  adjoint(y: Vector): Promise<Vector>;
  proxL2(z: Vector, y: Vector, gamma: number): Promise<Vector>;
}

export function onVectors(operator: LinearOperator): VectorOperator {
  return {
    forward: (x) => through((tensor) => operator.forward(tensor!), x),
    adjoint: (y) => through((tensor) => operator.adjoint(tensor!), y),
    proxL2: (z, y, gamma) =>
      through(
        (first, second) => {
          if (operator.proxL2 === undefined) throw new TypeError(`expected proxL2 of ${operator.name}`);
          return operator.proxL2(first!, second!, gamma);
        },
        z,
        y,
      ),
  };
}

/** @throws Error if `got` differs from `expected` by more than `tolerance` times `scale`. */
export function expectClose(
  what: string,
  expected: Vector,
  got: Vector,
  tolerance: number,
  scale: number,
): void {
  const error = norm(combine(1, got, -1, expected)) / (scale > 0 ? scale : 1);
  if (!(error <= tolerance)) {
    throw new Error(`expected ${what} within ${tolerance}, got a relative error of ${error.toPrecision(3)}`);
  }
}

function expectSameShape(x: Vector, y: Vector): void {
  if (`${x.shape}` !== `${y.shape}`) throw new Error(`expected one shape, got [${x.shape}] and [${y.shape}]`);
}
