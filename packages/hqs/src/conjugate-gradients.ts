import { currentBackend, nextTask, runOn, waitFor } from "@genericdp/core";
import type { LinearOperator, TensorWork } from "@genericdp/core";
import { dispose, stack, tidy } from "@tensorflow/tfjs-core";
import type { Scalar, Tensor4D } from "@tensorflow/tfjs-core";
import { checkCount, checkPositive } from "./check-number.ts";
import { takeNumbers } from "./dot.ts";
import { advanceSolve, beginSolve } from "./normal-system.ts";
import { NotConverged } from "./not-converged.ts";
import type { LinearSolution } from "./not-converged.ts";

export interface ConjugateGradientsOptions {
  /** γ ≥ 0. */
  readonly gamma: number;
  /** Start, of the shape of z; not disposed. Default: z. */
  readonly start?: Tensor4D;
  /** The relative error to reach. Default: 0.01. See {@link conjugateGradients} for its measure. */
  readonly tolerance?: number;
  /** Largest number of iterations. Default: 100. */
  readonly iterations?: number;
  /** Stops the work between two iterations; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The remaining error is estimated from the progress of this many last iterations. */
const LAG = 3;
/** An objective below this share of ‖z‖² + γ‖y‖² consists of rounding errors. */
const ROUNDING = 1e-8;

/**
 * Computes what {@link LinearOperator.proxL2} computes, for an operator without it: solves M x = b, M = I + γ
 * AᵀA, b = z + γ Aᵀ y, by conjugate gradients (Hestenes & Stiefel 1952, DOI 10.6028/jres.049.044), with the
 * `precondition` of the operator, if any.
 *
 * With J(x) = ½‖x − z‖² + (γ/2)‖A x − y‖², which the solution x* minimises, the error is
 *
 *     √( (J(x) − J(x*)) / J(x) )
 *
 * and J(x) − J(x*) = ½⟨x − x*, M (x − x*)⟩ is estimated by the gain of the last three iterations, or bounded
 * by ½‖b − M x‖² if that is smaller. Unlike ‖b − M x‖/‖b‖, it means the same for any γ and preconditioner. In
 * half-quadratic splitting, J(x) mostly comes from the noise left in z, compared with which an error of 0.03
 * is negligible (restored images differ by less than 0.1 dB).
 *
 * Computes on the tfjs backend that is current when it is called, lets the event loop run between iterations
 * and never reads a tensor synchronously. A batch is solved as one system, because an operator may mix its
 * images.
 *
 * @param z the image; not disposed.
 * @param y the measurement; not disposed.
 * @throws NotConverged after `iterations` iterations, with an estimate that the caller must dispose of;
 *   RangeError for invalid numbers in the options; Error if values are not finite, for example because of a
 *   wrong adjoint.
 */
export async function conjugateGradients(
  operator: LinearOperator,
  z: Tensor4D,
  y: Tensor4D,
  options: ConjugateGradientsOptions,
): Promise<LinearSolution> {
  return runOn(currentBackend(), solveNormal(operator, z, y, options));
}

/** The same as work to be run on a backend. */
export function* solveNormal(
  operator: LinearOperator,
  z: Tensor4D,
  y: Tensor4D,
  { gamma, start = z, tolerance = 0.01, iterations = 100, signal }: ConjugateGradientsOptions,
): TensorWork<LinearSolution> {
  if (!(gamma >= 0 && Number.isFinite(gamma))) {
    throw new RangeError(`conjugateGradients: expected a finite gamma ≥ 0, got ${gamma}`);
  }
  checkPositive("conjugateGradients: expected tolerance", tolerance);
  checkCount("conjugateGradients: expected iterations", iterations, 1);
  signal?.throwIfAborted();
  const system = { operator, gamma };
  const { state: first, ...scalars } = tidy(() => ({ ...beginSolve(system, z, y, start) }));
  let state = first;
  try {
    const [atStart, scale] = yield* readAll(scalars.objective, scalars.scale);
    let objective = atStart!;
    const gains: number[] = [];
    for (let done = 0; ; done++) {
      const [rr, gain] = yield* readAll(state.rr, state.gain);
      objective -= gain!;
      if (done > 0) gains.push(gain!);
      const gained = gains.slice(-LAG).reduce((sum, value) => sum + value, 0);
      const excess = done < LAG ? rr! : Math.min(rr!, gained);
      const error = excess === 0 ? 0 : Math.sqrt(excess / Math.max(objective, ROUNDING * scale!));
      if (!Number.isFinite(error)) {
        throw new Error(
          `conjugateGradients: expected a finite error after ${done} iterations with ${operator.name}, ` +
            `got ${error}`,
        );
      }
      if (error <= tolerance) return { estimate: state.x.clone(), error, iterations: done };
      if (done === iterations) {
        throw new NotConverged(
          `conjugateGradients: expected an error of ${tolerance} within ${iterations} iterations with ` +
            `${operator.name}, got ${error.toPrecision(3)}`,
          { estimate: state.x.clone(), error, iterations },
        );
      }
      yield* waitFor(nextTask);
      signal?.throwIfAborted();
      const next = tidy(() => advanceSolve(system, state));
      dispose(state);
      state = next;
    }
  } finally {
    dispose(state);
    dispose(scalars);
  }
}

function* readAll(...scalars: readonly Scalar[]): TensorWork<Float32Array> {
  const together = tidy(() => stack([...scalars]));
  return yield* takeNumbers(together);
}
