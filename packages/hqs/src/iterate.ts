import { nextTask, waitFor } from "@genericdp/core";
import type { TensorWork } from "@genericdp/core";
import { Tensor, add, dispose, mul, stack, sub, sum, tidy, util } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { dot, takeNumbers } from "./dot.ts";
import { relax, unseenShare } from "./relax.ts";
import { smoothStart } from "./smooth-start.ts";
import { runDataStep, runPriorStep } from "./splitting-steps.ts";
import type { DataStepResult, Splitting } from "./splitting-steps.ts";
import { disposeWeighted, weigh } from "./weighted.ts";
import type { Weighted } from "./weighted.ts";

/** State of half-quadratic splitting after an iteration. Its tensors belong to the solver. */
export interface HqsIteration {
  /** k = 1 … K. */
  readonly iteration: number;
  /** K. */
  readonly iterations: number;
  /** u_k, `[batch, height, width, channels]`: what fits the measurement. */
  readonly estimate: Tensor4D;
  /** z_k, of the same shape: the result of the prior. The last one is the final result. */
  readonly auxiliary: Tensor4D;
  /** ‖√W (A u_k − y)‖/√n, the root mean square over the n values of y, in gray levels. */
  readonly residual: number;
  /** The noise level that the prior's step removed, in gray levels. */
  readonly noiseLevel: number;
  /** False if conjugate gradients stopped at their limit. */
  readonly converged: boolean;
}

export interface IterateOptions {
  /** z_0, an image that A can be applied to; not disposed. Default: computed from y, see `hqs`. */
  readonly start?: Tensor4D;
  /**
   * W, the weight of each value of y in the squared distance: numbers ≥ 0, of the shape of y or one that
   * broadcasts to it; not disposed. A value with noise of standard deviation s, rather than σ, has the weight
   * (σ/s)², and 0 if it is worthless. Default: 1.
   */
  readonly weights?: Tensor4D;
  /**
   * 1 for values of y that are only lower bounds of A x, as where a sensor was saturated, and 0 for the
   * others; of the shape of y or one that broadcasts to it; not disposed. Default: 0.
   */
  readonly atLeast?: Tensor4D;
  /** Stops the work, at the latest at the end of an iteration; the promise rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The iterations of half-quadratic splitting, each handed to `use`; see `Hqs.iterate`. */
export function* iterate<Item>(
  unweighted: Splitting,
  measurement: Tensor4D,
  { start, weights, atLeast, signal }: IterateOptions,
  use: (state: HqsIteration) => TensorWork<void, Item>,
): TensorWork<void, Item> {
  signal?.throwIfAborted();
  expectImage("y", measurement);
  if (weights !== undefined) expectWeights("weights", unweighted, measurement, weights);
  if (atLeast !== undefined) expectWeights("atLeast", unweighted, measurement, atLeast);
  // Separate handles, because the caller may dispose of the tensors while this is suspended.
  const given = {
    y: measurement.clone(),
    ...(weights && { weights: weights.clone() }),
    ...(atLeast && { atLeast: atLeast.clone() }),
  };
  let weighted: Weighted | undefined;
  let z: Tensor4D | undefined;
  let before: Tensor4D | undefined;
  let u: Tensor4D | undefined;
  let unseen: Tensor4D | undefined;
  try {
    weighted = yield* weigh(unweighted, given);
    const { steps } = unweighted;
    z = yield* begin(weighted.splitting, weighted.y, start, signal);
    yield* expectFinite({ y: weighted.y, ...(start && { start: z }) });
    for (const [k, step] of steps.entries()) {
      yield* waitFor(nextTask);
      signal?.throwIfAborted();
      if (atLeast !== undefined && k > 0) {
        disposeWeighted(weighted);
        weighted = undefined;
        weighted = yield* weigh(unweighted, given, z);
      }
      const { splitting, y } = weighted;
      const anchor = ahead(z, before, step.momentum);
      before?.dispose();
      // A separate handle, because that of the state is disposed with it.
      before = z.clone();
      let solution: DataStepResult;
      try {
        solution = yield* runDataStep(splitting, step, anchor, y, signal);
      } finally {
        anchor.dispose();
      }
      u?.dispose();
      u = solution.estimate;
      const where = `hqs: iteration ${k + 1} of ${steps.length}`;
      const denoised = yield* runPriorStep(where, step, u);
      z.dispose();
      z = denoised;
      if (step.relaxation) {
        unseen ??= unseenShare(splitting.operator, u);
        z = relax(z, u, unseen, step.relaxation);
      }
      const { squares, total } = yield* measure(splitting, u, z, y);
      if (!Number.isFinite(squares)) {
        throw new Error(
          `${where}: expected finite gray levels from the data step of ${splitting.operator.name}`,
        );
      }
      if (!Number.isFinite(total)) {
        throw new Error(`${where}: expected finite gray levels from the denoiser, got a sum of ${total}`);
      }
      signal?.throwIfAborted();
      yield* use({
        iteration: k + 1,
        iterations: steps.length,
        estimate: u,
        auxiliary: z,
        residual: Math.sqrt(squares / y.size),
        noiseLevel: step.noiseLevel,
        converged: solution.converged,
      });
    }
  } finally {
    if (weighted !== undefined) disposeWeighted(weighted);
    dispose([...Object.values(given), z, before, u, unseen].filter((tensor) => tensor !== undefined));
  }
}

function* begin(
  { operator, noiseLevel }: Splitting,
  y: Tensor4D,
  start: Tensor4D | undefined,
  signal: AbortSignal | undefined,
): TensorWork<Tensor4D> {
  if (start === undefined) return yield* smoothStart(operator, y, noiseLevel, signal);
  expectImage("start", start);
  const shape = operator.outputShape(start.shape);
  if (!util.arraysEqual(shape, y.shape)) {
    throw new RangeError(
      `hqs: expected y of [${shape}], the result of ${operator.name} for a start of [${start.shape}], ` +
        `got [${y.shape}]`,
    );
  }
  return start.clone();
}

/** z, moved further by a fraction of its last change. */
function ahead(z: Tensor4D, before: Tensor4D | undefined, momentum = 0): Tensor4D {
  if (before === undefined || momentum === 0) return z.clone();
  return tidy(() => add(z, mul(momentum, sub(z, before))));
}

/** Reads ‖A u − y‖² and the sum over z, which is finite if every pixel is, at once. */
function* measure(
  { operator }: Splitting,
  u: Tensor4D,
  z: Tensor4D,
  y: Tensor4D,
): TensorWork<{ squares: number; total: number }> {
  const both = tidy(() => {
    const difference: Tensor4D = sub(operator.forward(u), y);
    return stack([dot(difference, difference), sum(z)]);
  });
  const [squares, total] = yield* takeNumbers(both);
  return { squares: squares!, total: total! };
}

function expectImage(what: string, value: unknown): void {
  if (value instanceof Tensor && value.rank === 4 && value.size > 0) return;
  const got = value instanceof Tensor ? `[${value.shape}]` : String(value);
  throw new TypeError(`hqs: expected ${what} of shape [batch, height, width, channels], got ${got}`);
}

function expectWeights(what: string, { dataTerm }: Splitting, y: Tensor4D, weights: Tensor4D): void {
  expectImage(what, weights);
  if (dataTerm !== undefined) throw new TypeError(`hqs: expected no ${what} with ${dataTerm.name}`);
  if (weights.shape.every((side, i) => side === y.shape[i] || side === 1)) return;
  throw new RangeError(`hqs: expected ${what} for y of [${y.shape}], got [${weights.shape}]`);
}

function* expectFinite(images: Readonly<Record<string, Tensor4D>>): TensorWork<void> {
  for (const [what, image] of Object.entries(images)) {
    const total = tidy(() => sum(image));
    const [value] = yield* takeNumbers(total);
    if (!Number.isFinite(value)) {
      throw new RangeError(`hqs: expected ${what} of finite gray levels, got a sum of ${value}`);
    }
  }
}
