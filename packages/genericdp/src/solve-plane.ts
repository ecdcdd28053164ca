import { waitFor } from "@genericdp/core";
import type { AsyncDenoiser, TensorWork } from "@genericdp/core";
import { GAPS } from "@genericdp/degradations";
import type { Degradation } from "@genericdp/degradations";
import { backProjection, hqs, paperSchedule, plugAndPlay, trainedSchedule } from "@genericdp/hqs";
import type { Hqs, PlugAndPlayOptions } from "@genericdp/hqs";
import { channelsOf } from "@genericdp/image";
import type { Plane } from "@genericdp/image";
import { identity } from "@genericdp/operators";
import { cast, dispose, lessEqual, max, mean, mul, onesLike, tensor4d, tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { isDiffusion } from "./denoiser-source.ts";
import { readLevels } from "./denoise-strips.ts";
import { noiseWeights } from "./noise-map.ts";
import type { SolveOptions } from "./options.ts";

export interface SolvePlaneOptions extends Pick<SolveOptions, "schedule" | "iterations" | "signal"> {
  readonly degradation: Degradation;
  readonly denoiser: AsyncDenoiser;
  readonly noiseLevel: number;
  /** Called with the fraction of the work that is done. */
  readonly onProgress: (fraction: number) => void;
}

/** Restores a measured plane by half-quadratic splitting; does not handle its border. */
export function* solvePlane(plane: Plane, options: SolvePlaneOptions): TensorWork<Plane> {
  const { signal, onProgress } = options;
  const { data, width, height } = plane;
  const y = tensor4d(data, [1, height, width, channelsOf(plane)]);
  const weights = noiseWeights(options.degradation);
  try {
    const trained = trainedSolver(options);
    const solver = trained ?? solverOf(options, yield* defaultSchedule(options.degradation, y, weights));
    const start = trained && backProjection(options.degradation.operator ?? identity(), y);
    // It computes on the backend that is current at this point.
    const solving = solver.restore(y, {
      signal,
      ...(start && { start }),
      ...(weights && { weights }),
      onIteration: ({ iteration, iterations }) => onProgress(iteration / iterations),
    });
    const z = yield* waitFor(() => solving.finally(() => start?.dispose()));
    const [, rows, columns] = z.shape;
    const found = new Float32Array(yield* readLevels(z));
    z.dispose();
    return { data: found, width: columns, height: rows };
  } finally {
    dispose([y, weights].filter((tensor) => tensor !== undefined));
  }
}

/**
 * Whether a model should run through a degradation if it was trained for it, see `Family` of
 * `@genericdp/degradations`.
 */
export function runsAsTrained(
  { family, noise }: Pick<Degradation, "family" | "noise">,
  { schedule, iterations }: Pick<SolveOptions, "schedule" | "iterations">,
): boolean {
  if (family === undefined) return false;
  const unsaid = schedule === undefined && iterations === undefined && noise?.map === undefined;
  return schedule === "trained" || (unsaid && family.byDefault !== false);
}

/**
 * The trained process through the degradation; undefined if the model was not trained for its family, or if
 * another schedule was requested.
 *
 * @throws TypeError if it was requested but is not possible.
 */
function trainedSolver(options: SolvePlaneOptions): Hqs | undefined {
  const { degradation, denoiser, noiseLevel, schedule, iterations } = options;
  const isAsked = schedule === "trained";
  if (!isAsked && !runsAsTrained(degradation, options)) return undefined;
  const { operator = identity(), dataTerm, family } = degradation;
  const stages = family && isDiffusion(denoiser) && denoiser.families.includes(family.name);
  if (!stages) {
    if (!isAsked) return undefined;
    const what = family ? `a model trained for "${family.name}"` : "a degradation of a family";
    throw new TypeError(`restore: expected ${what} for schedule "trained", got ${denoiser.name}`);
  }
  if (iterations !== undefined) {
    throw new TypeError(
      'restore: expected no iterations with schedule "trained": the stages are the iterations',
    );
  }
  const error = family.error(noiseLevel);
  const used = family.dataTerm ?? dataTerm;
  // A noise level does not describe what a data term measures.
  const steps = denoiser.through(family.name, error, used ? error : noiseLevel);
  return hqs({
    operator,
    noiseLevel,
    denoiser,
    ...(used && { dataTerm: used }),
    schedule: trainedSchedule(steps),
  });
}

/** If A does not see at least this share of the pixels, it is an operator with gaps. */
const GAPPY = 0.02;
/** Pixels that weigh less than this share of the heaviest in AᵀA 1 count as not seen. */
const LEAST_WEIGHT = 1e-3;

/**
 * The schedule options for an operator without a schedule of its own, determined by applying it to an image
 * of ones.
 */
function* defaultSchedule(
  degradation: Degradation,
  y: Tensor4D,
  weights: Tensor4D | undefined,
): TensorWork<PlugAndPlayOptions> {
  if (degradation.schedule !== undefined) return {};
  if (degradation.operator === undefined && weights === undefined) return {};
  const { operator = identity() } = degradation;
  const unseen = tidy(() => {
    const image: Tensor4D = operator.forward(onesLike(operator.adjoint(y)));
    const weight = operator.adjoint(weights ? mul(weights, image) : image);
    return mean(cast(lessEqual(weight, mul(LEAST_WEIGHT, max(weight))), "float32"));
  });
  const [share] = yield* waitFor(() => unseen.data<"float32">().finally(() => unseen.dispose()));
  return share! > GAPPY ? GAPS : {};
}

function solverOf(
  { degradation, denoiser, noiseLevel, schedule, iterations }: SolvePlaneOptions,
  byDefault: PlugAndPlayOptions,
): Hqs {
  const { operator = identity(), dataTerm, schedule: own = byDefault } = degradation;
  const splitting = { operator, noiseLevel, ...(dataTerm && { dataTerm }) };
  const wanted = iterations === undefined ? {} : { iterations };
  if (schedule === "paper") {
    if (isDiffusion(denoiser)) {
      return hqs({ ...splitting, denoiser, schedule: paperSchedule(wanted) });
    }
    throw new TypeError(
      `restore: expected schedule "plugAndPlay" with ${denoiser.name}: "paper" needs a model's stages`,
    );
  }
  const steps = typeof own === "function" ? own(wanted) : plugAndPlay({ ...own, ...wanted });
  return hqs({ ...splitting, denoiser, schedule: steps });
}
