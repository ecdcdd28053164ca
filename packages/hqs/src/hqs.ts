import { currentBackend, iterateOn, runOn, waitFor } from "@genericdp/core";
import type { AsyncDenoiser, DataTerm, LinearOperator, TensorWork } from "@genericdp/core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { checkCount, checkPositive } from "./check-number.ts";
import { iterate } from "./iterate.ts";
import type { HqsIteration, IterateOptions } from "./iterate.ts";
import { plugAndPlay } from "./plug-and-play.ts";
import type { Schedule } from "./schedule.ts";
import type { Splitting } from "./splitting-steps.ts";

/** What every use of half-quadratic splitting says. */
export interface SplittingOptions {
  /** A, what happened to the image. */
  readonly operator: LinearOperator;
  /** D, how A u and y are compared in the data step. Default: ½‖A u − y‖². */
  readonly dataTerm?: DataTerm;
  /** σ of the white Gaussian noise in the measurement, in gray levels (0..255). */
  readonly noiseLevel: number;
  /** Relative error of conjugate gradients, for an operator without `proxL2`. Default: 0.01. */
  readonly tolerance?: number;
  /** Largest number of iterations of conjugate gradients. Default: 100. */
  readonly innerIterations?: number;
  /**
   * What to do if conjugate gradients reach their limit: "continue" with the last estimate and set
   * `converged` to false, or "throw" `NotConverged`. Default: "continue".
   */
  readonly onNotConverged?: "continue" | "throw";
}

/** Half-quadratic splitting by {@link plugAndPlay}. */
export interface PlugAndPlayHqsOptions extends SplittingOptions {
  readonly denoiser: AsyncDenoiser;
  readonly schedule?: undefined;
  /** Number of iterations. Default: 12. */
  readonly iterations?: number;
}

/** Half-quadratic splitting with any schedule, which determines the number of iterations. */
export interface HqsOptions<Prior> extends SplittingOptions {
  /**
   * The prior that the schedule uses: an `AsyncDenoiser` for `plugAndPlay`, a `StagePrior` for
   * `paperSchedule`.
   */
  readonly denoiser: Prior;
  readonly schedule: Schedule<Prior>;
}

export interface RestoreOptions extends IterateOptions {
  /**
   * Called and awaited after every iteration; an error that it throws ends the work. See {@link Hqs.iterate}.
   */
  readonly onIteration?: (state: HqsIteration) => void | Promise<void>;
}

/**
 * A solver. It has no state: calls may overlap. It computes on the tfjs backend that is current as a call
 * begins, and leaves whichever is current between its steps to others.
 */
export interface Hqs {
  /**
   * Restores the image behind a measurement.
   *
   * @param y the measurement, of the shape that the operator gives; stays the caller's, who may dispose of it
   *   once the promise is there.
   * @returns the last z, which the caller disposes of; neither clipped nor rounded.
   * @throws what `iterate` throws; all as rejections.
   */
  restore(y: Tensor4D, options?: RestoreOptions): Promise<Tensor4D>;
  /**
   * The iterations, one after the other. Their tensors belong to the solver: they live until the next
   * iteration is asked for or the loop is left, and whoever wants one for longer clones it.
   *
   * @param y as in `restore`.
   * @throws TypeError or RangeError where y or start does not fit the operator or is not finite; Error naming
   *   the iteration where a step gives numbers that are not finite; the signal's reason; what the denoiser
   *   throws; NotConverged where asked for.
   */
  iterate(y: Tensor4D, options?: IterateOptions): AsyncGenerator<HqsIteration, void, void>;
}

/**
 * Half-quadratic splitting for y = A x + noise: alternates, for k = 1 … K,
 *
 *     u_k = argmin_u ½‖u − z_{k−1}‖² + (γ_k/2)‖A u − y‖²      the data step
 *     z_k = denoised u_k                                       the prior's step
 *
 * with γ_k and the denoiser's noise level from a schedule (Geman & Yang 1995, DOI 10.1109/83.392335; Qiao et
 * al., BMVC 2017, equations (10)–(13)). z_0 is Aᵀy/(AᵀA 1), or where A does not see every pixel the smooth
 * image argmin_x ‖A x − y‖² + (σ/10)² ‖∇x‖². The result is z_K. A schedule may ask for momentum: z_{k−1} in
 * the data step is then moved on by a share of its last change. The data step is the operator's `proxL2`, or
 * {@link conjugateGradients} from z_{k−1}; with a data term D in the place of the squared distance, its
 * `prox`.
 *
 * @throws TypeError or RangeError for options that are not what they should be.
 * @example
 * ```ts
 * import "@tensorflow/tfjs-backend-cpu";
 * import { hqs, plugAndPlay } from "@genericdp/hqs";
 * import { genericDP } from "@genericdp/model";
 * import { grayModel } from "@genericdp/model/gray";
 * import { blur, motionKernel } from "@genericdp/operators";
 * import { tensor4d } from "@tensorflow/tfjs-core";
 *
 * const operator = blur(motionKernel(5, 20), { boundary: "circular" });
 * const schedule = plugAndPlay({ iterations: 2 });
 * const solver = hqs({ operator, denoiser: genericDP(grayModel()), noiseLevel: 2, schedule });
 * const sharp = await solver.restore(tensor4d(new Float32Array(16 * 16).fill(120), [1, 16, 16, 1]));
 * ```
 */
export function hqs<Prior>(options: PlugAndPlayHqsOptions | HqsOptions<Prior>): Hqs {
  const { operator, dataTerm, noiseLevel, tolerance, innerIterations } = options;
  const { onNotConverged = "continue" } = options;
  for (const part of ["outputShape", "forward", "adjoint"] as const) {
    if (typeof operator?.[part] !== "function") {
      throw new TypeError(`hqs: expected an operator with a function ${part}, got ${operator?.[part]}`);
    }
  }
  if (dataTerm !== undefined && typeof dataTerm?.prox !== "function") {
    throw new TypeError(`hqs: expected a data term with a function prox, got ${dataTerm?.prox}`);
  }
  checkPositive("hqs: expected noiseLevel", noiseLevel);
  if (tolerance !== undefined) checkPositive("hqs: expected tolerance", tolerance);
  if (innerIterations !== undefined) checkCount("hqs: expected innerIterations", innerIterations, 1);
  if (onNotConverged !== "continue" && onNotConverged !== "throw") {
    throw new TypeError(`hqs: expected onNotConverged "continue" or "throw", got "${onNotConverged}"`);
  }
  const steps =
    options.schedule === undefined
      ? plugAndPlay({ ...(options.iterations !== undefined && { iterations: options.iterations }) })(
          noiseLevel,
          options.denoiser,
        )
      : options.schedule(noiseLevel, options.denoiser);
  checkCount("hqs: expected the number of the schedule's steps", steps.length, 1);
  for (const { gamma } of steps) checkPositive("hqs: expected every gamma of the schedule", gamma);
  const splitting = { operator, dataTerm, noiseLevel, steps, onNotConverged, tolerance, innerIterations };

  return Object.freeze({
    iterate: (y: Tensor4D, iterateOptions: IterateOptions = {}) =>
      iterateOn(
        currentBackend(),
        iterate(splitting, y, iterateOptions, function* (state): TensorWork<void, HqsIteration> {
          yield state;
        }),
      ),
    restore: async (y: Tensor4D, restoreOptions: RestoreOptions = {}) =>
      runOn(currentBackend(), restore(splitting, y, restoreOptions)),
  });
}

function* restore(
  splitting: Splitting,
  y: Tensor4D,
  { onIteration, signal, ...rest }: RestoreOptions,
): TensorWork<Tensor4D> {
  let restored: Tensor4D | undefined;
  yield* iterate(splitting, y, { ...rest, signal }, function* (state): TensorWork<void> {
    yield* waitFor(() => onIteration?.(state));
    signal?.throwIfAborted();
    if (state.iteration === state.iterations) restored = state.auxiliary.clone();
  });
  return restored!;
}
