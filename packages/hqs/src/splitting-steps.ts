import { waitFor } from "@genericdp/core";
import type { DataTerm, LinearOperator, TensorWork } from "@genericdp/core";
import { Tensor, engine, reverse, tidy, transpose, util } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { dataStep } from "./data-step.ts";
import { solveNormal } from "./conjugate-gradients.ts";
import { NotConverged } from "./not-converged.ts";
import type { ScheduledStep } from "./schedule.ts";

/** What is known before there is a measurement. */
export interface Splitting {
  readonly operator: LinearOperator;
  readonly dataTerm: DataTerm | undefined;
  readonly noiseLevel: number;
  readonly steps: readonly ScheduledStep[];
  readonly onNotConverged: "continue" | "throw";
  readonly tolerance?: number | undefined;
  readonly innerIterations?: number | undefined;
}

export interface DataStepResult {
  readonly estimate: Tensor4D;
  readonly converged: boolean;
}

/** argmin_u ½‖u − z‖² + (γ/2)‖A u − y‖², in closed form if the operator has one, or with a data term. */
export function* runDataStep(
  { operator, dataTerm, onNotConverged, tolerance, innerIterations }: Splitting,
  { gamma, once = false }: ScheduledStep,
  z: Tensor4D,
  y: Tensor4D,
  signal: AbortSignal | undefined,
): TensorWork<DataStepResult> {
  if (dataTerm || operator.proxL2 || (once && operator.precondition)) {
    return { estimate: dataStep({ operator, dataTerm, y }, z, gamma), converged: true };
  }
  try {
    const { estimate } = yield* solveNormal(operator, z, y, {
      gamma,
      signal,
      ...(tolerance !== undefined && { tolerance }),
      ...(innerIterations !== undefined && { iterations: innerIterations }),
    });
    return { estimate, converged: true };
  } catch (error) {
    if (error instanceof NotConverged && onNotConverged === "continue") {
      return { estimate: error.estimate, converged: false };
    }
    throw error;
  }
}

/**
 * Computes z from u in the orientation of the step.
 *
 * @throws the errors of {@link runDenoiser}.
 */
export function* runPriorStep(
  where: string,
  { apply, orientation = 0 }: ScheduledStep,
  u: Tensor4D,
): TensorWork<Tensor4D> {
  const given = turn(u, orientation);
  try {
    const z = yield* runDenoiser(where, given, apply);
    try {
      return turnBack(z, orientation);
    } finally {
      z.dispose();
    }
  } finally {
    given.dispose();
  }
}

/**
 * Runs a denoiser, which may return a promise. The result is a separate tensor even if the denoiser returns
 * its input. Leaks no tensor, not even after an error.
 *
 * @param where for messages.
 * @throws TypeError or RangeError if the result is not a tensor of the shape of x.
 */
export function* runDenoiser(
  where: string,
  x: Tensor4D,
  apply: (x: Tensor4D) => Tensor4D | PromiseLike<Tensor4D>,
): TensorWork<Tensor4D> {
  // A separate handle, which the denoiser may return or even dispose of.
  const given = x.clone();
  let z: unknown;
  try {
    const came = freeUnlessLate(() => apply(given));
    z = isPromise(came) ? yield* waitFor(() => came) : came;
    if (!(z instanceof Tensor)) {
      throw new TypeError(`${where}: expected a tensor from the denoiser, got ${String(z)}`);
    }
    if (!util.arraysEqual(z.shape, x.shape)) {
      throw new RangeError(`${where}: expected [${x.shape}] from the denoiser, got [${z.shape}]`);
    }
    return (z as Tensor4D).clone();
  } finally {
    if (!given.isDisposed) given.dispose();
    if (z instanceof Tensor && !z.isDisposed) z.dispose();
  }
}

/** Runs `run` in a tidy, unless it returns a promise, which still needs the tensors created so far. */
function freeUnlessLate<Result>(run: () => Result): Result {
  const tfjs = engine();
  tfjs.startScope();
  let result: Result | undefined;
  try {
    result = run();
    if (isPromise(result)) tfjs.state.activeScope.track.length = 0;
    return result;
  } finally {
    tfjs.endScope(result instanceof Tensor ? result : undefined);
  }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

/** u mirrored left and right (1) and top and bottom (2), then transposed (4). */
function turn(u: Tensor4D, orientation: number): Tensor4D {
  return tidy(() => transposed(mirrored(u, orientation), orientation).clone());
}

function turnBack(z: Tensor4D, orientation: number): Tensor4D {
  return tidy(() => mirrored(transposed(z, orientation), orientation).clone());
}

function mirrored(x: Tensor4D, orientation: number): Tensor4D {
  const axes = [orientation & 1 ? [2] : [], orientation & 2 ? [1] : []].flat();
  return axes.length === 0 ? x : reverse(x, axes);
}

function transposed(x: Tensor4D, orientation: number): Tensor4D {
  return orientation & 4 ? transpose(x, [0, 2, 1, 3]) : x;
}
