import { nextTask, waitFor } from "@genericdp/core";
import type { LinearOperator, TensorWork } from "@genericdp/core";
import { add, dispose, pad, slice, sub, tidy, zerosLike } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
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
  const system: NormalSystem = { operator, gamma: (ROUGHNESS / noiseLevel) ** 2, metric: laplacian };
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
    dispose(state);
  }
}

/** ∇ᵀ∇ with differences between neighbours, none across the edges. */
function laplacian(x: Tensor4D): Tensor4D {
  return add(secondDifference(x, 1), secondDifference(x, 2));
}

function secondDifference(x: Tensor4D, axis: 1 | 2): Tensor4D {
  if (x.shape[axis] === 1) return zerosLike(x);
  const size = [...x.shape];
  size[axis]! -= 1;
  const next = [0, 0, 0, 0];
  next[axis] = 1;
  const difference = sub(slice(x, next, size), slice(x, [0, 0, 0, 0], size));
  const padded = (before: number): Tensor4D => {
    const paddings: [number, number][] = x.shape.map(() => [0, 0]);
    paddings[axis] = [before, 1 - before];
    return pad(difference, paddings) as Tensor4D;
  };
  return sub(padded(1), padded(0));
}
