import { currentBackend, iterateOn, runOn, waitFor } from "@genericdp/core";
import type { AsyncDenoiser, DataTerm, LinearOperator, TensorWork } from "@genericdp/core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { checkCount, checkPositive } from "./check-number.ts";
import { iterate } from "./iterate.ts";
import type { HqsIteration, IterateOptions } from "./iterate.ts";
import { plugAndPlay } from "./plug-and-play.ts";
import type { Schedule } from "./schedule.ts";
import type { Splitting } from "./splitting-steps.ts";

/** Options of half-quadratic splitting for any schedule. */
export interface SplittingOptions {
  /** A, the operator that was applied to the image. */
  readonly operator: LinearOperator;
  /** D, the distance between A u and y in the data step. Default: ½‖A u − y‖². */
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
 * A solver. It has no state, so calls may overlap. It computes on the tfjs backend that is current when a
 * call starts, and other code may use any backend between its steps.
 */
export interface Hqs {
  /**
   * Restores the image behind a measurement.
   *
   * @param y the measurement, of the operator's output shape. It is not disposed; you may dispose of it as
   *   soon as the promise has been returned.
   * @returns the last z, neither clipped nor rounded; the caller must dispose of it.
   * @throws the errors of `iterate`, all as rejections.
   */
  restore(y: Tensor4D, options?: RestoreOptions): Promise<Tensor4D>;
  /**
   * The iterations, one after the other. Their tensors belong to the solver and live until the next iteration
   * or the end of the loop; clone a tensor to keep it longer.
   *
   * @param y as in `restore`.
   * @throws TypeError or RangeError if y, start or weights do not fit the operator or are not finite; Error
   *   naming the iteration if the result of a step is not finite; the signal's reason; errors of the
   *   denoiser; NotConverged if requested.
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
 * al., BMVC 2017, equations (10)–(13)). z_0 is Aᵀy/(AᵀA 1) or, if A does not see every pixel, the smooth
 * image argmin_x ‖A x − y‖² + (σ/10)² ‖∇x‖². The result is z_K. With momentum, z_{k−1} in the data step is
 * moved further by a fraction of its last change. The data step is the operator's `proxL2`, or {@link
 * conjugateGradients} from z_{k−1}; with a data term D instead of the squared distance, it is its `prox`.
 *
 * @throws TypeError or RangeError for invalid options.
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
