import { nextTask, waitFor } from "@genericdp/core";
import type { LinearOperator, TensorWork } from "@genericdp/core";
import {
  add,
  concat,
  dispose,
  mul,
  reshape,
  slice,
  sub,
  tensor1d,
  tidy,
  zeros,
  zerosLike,
} from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor4D, TensorContainerObject } from "@tensorflow/tfjs-core";
import { backProject } from "./back-project.ts";
import { takeNumbers } from "./dot.ts";
import { advanceSolve, beginSolve } from "./normal-system.ts";
import type { NormalSystem } from "./normal-system.ts";

/** Assumed standard deviation of the differences between neighbours, in gray levels. */
const ROUGHNESS = 10;
/** More iterations change the start by less than the first step of the prior. */
const ITERATIONS = 30;

/**
 * A first estimate from the measurement alone: {@link backProject} or, if A does not see every pixel, the
 * smooth image
 *
 *     argmin_x ‖A x − y‖² + λ ‖∇x‖²,   λ = (σ/10)²
 *
 * computed by some iterations of conjugate gradients. For a circular blur, every start leads to the same
 * image; for missing pixels, a good one gains many dB, and with an unknown border it saves iterations of the
 * solver.
 *
 * @param y the measurement.
 * @param noiseLevel σ, in gray levels.
 * @returns an image whose measurement has the shape of y.
 */
export function* smoothStart(
  operator: LinearOperator,
  y: Tensor4D,
  noiseLevel: number,
  signal: AbortSignal | undefined,
): TensorWork<Tensor4D> {
  const { estimate, complete } = tidy(() => ({ ...backProject(operator, y) }));
  const [all] = yield* takeNumbers(complete);
  if (all === 1) return estimate;
  const axes = neighboursOf(estimate.shape);
  const metric = (x: Tensor4D): Tensor4D => laplacian(x, axes);
  const system: NormalSystem = { operator, gamma: (ROUGHNESS / noiseLevel) ** 2, metric };
  let state = tidy(() => ({ ...beginSolve(system, zerosLike(estimate), y, estimate).state }));
  estimate.dispose();
  try {
    for (let done = 0; done < ITERATIONS; done++) {
      yield* waitFor(nextTask);
      signal?.throwIfAborted();
      const next = tidy(() => advanceSolve(system, state));
      dispose(state);
      state = next;
    }
    return state.x.clone();
  } finally {
    dispose([state, axes]);
  }
}

/** Where the next pixel along one axis is: so many values later, and for which values there is one. */
interface Neighbours extends TensorContainerObject {
  readonly stride: number;
  /** 1 where there is one, else 0; without the last `stride` values, which have none. */
  readonly exist: Tensor1D;
}

function neighboursOf([batch, height, width, channels]: Tensor4D["shape"]): Neighbours[] {
  const size = batch * height * width * channels;
  return [
    { stride: width * channels, length: height },
    { stride: channels, length: width },
  ].flatMap(({ stride, length }) => {
    if (length === 1) return [];
    const isLast = (i: number): boolean => Math.floor(i / stride) % length === length - 1;
    return {
      stride,
      exist: tensor1d(Float32Array.from({ length: size - stride }, (_, i) => Number(!isLast(i)))),
    };
  });
}

/**
 * ∇ᵀ∇ with differences between neighbours, none across the edges.
 *
 * Of the image as a row of values: parts of it are contiguous, and slices of an image along an axis take
 * tfjs a hundred times as long.
 */
function laplacian(x: Tensor4D, axes: readonly Neighbours[]): Tensor4D {
  const values: Tensor1D = reshape(x, [x.size]);
  const second = axes.map(({ stride, exist }): Tensor1D => {
    const left = x.size - stride;
    const difference: Tensor1D = mul(sub(slice(values, stride, left), slice(values, 0, left)), exist);
    const none: Tensor1D = zeros([stride]);
    return sub(concat([none, difference]), concat([difference, none]));
  });
  return reshape(second.reduce<Tensor1D>(add, zerosLike(values)), x.shape);
}
