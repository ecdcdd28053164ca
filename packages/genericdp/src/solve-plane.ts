import { waitFor } from "@genericdp/core";
import type { AsyncDenoiser, TensorWork } from "@genericdp/core";
import { GAPS } from "@genericdp/degradations";
import type { Degradation } from "@genericdp/degradations";
import { backProjection, hqs, paperSchedule, plugAndPlay, trainedSchedule } from "@genericdp/hqs";
import type { Hqs, PlugAndPlayOptions } from "@genericdp/hqs";
import { channelsOf } from "@genericdp/image";
import type { Plane } from "@genericdp/image";
import { identity } from "@genericdp/operators";
import {
  cast,
  dispose,
  greater,
  lessEqual,
  max,
  mean,
  mul,
  onesLike,
  relu,
  sub,
  tensor4d,
  tidy,
} from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { isDiffusion } from "./denoiser-source.ts";
import { readLevels } from "./denoise-strips.ts";
import { around, inOpponentColours } from "./prior-steps.ts";
import { noiseWeights } from "./noise-map.ts";
import type { SolveOptions } from "./options.ts";

export interface SolvePlaneOptions extends Pick<SolveOptions, "schedule" | "iterations" | "signal"> {
  readonly degradation: Degradation;
  readonly denoiser: AsyncDenoiser;
  readonly noiseLevel: number;
  /**
   * 1 for each pixel, or for each value of three planes, that is only a lower bound, 0 for the others. The
   * solution is then at least 0.
   */
  readonly saturated?: Float32Array | undefined;
  /** 1 for each pixel without information, 0 for the others. */
  readonly unknown?: Float32Array | undefined;
  /** Called with the fraction of the work that is done. */
  readonly onProgress: (fraction: number) => void;
}

export interface SolvedPlane {
  readonly plane: Plane;
  /** 1 for each saturated pixel that was in truth brighter, 0 for the others; absent if none is saturated. */
  readonly brighter?: Float32Array<ArrayBuffer>;
}

/**
 * Restores a measured plane, or red, green and blue at once, by half-quadratic splitting; does not handle its
 * border.
 */
export function* solvePlane(plane: Plane, options: SolvePlaneOptions): TensorWork<SolvedPlane> {
  const { signal, onProgress } = options;
  const { data, width, height } = plane;
  const y = tensor4d(data, [1, height, width, channelsOf(plane)]);
  const { saturated, unknown } = options;
  const ofPixels = (values: Float32Array): Tensor4D =>
    tensor4d(values, [1, height, width, values.length / (height * width)]);
  const atLeast = saturated && ofPixels(saturated);
  const ofMap = noiseWeights(options.degradation);
  const known = unknown && ofPixels(unknown.map((share) => 1 - share));
  const weights = known && ofMap ? (mul(known, ofMap) as Tensor4D) : (known ?? ofMap);
  try {
    const trained = trainedSolver(options);
    const solver = trained ?? solverOf(options, yield* defaultSchedule(options.degradation, y, weights));
    const start = trained && backProjection(options.degradation.operator ?? identity(), y);
    // It computes on the backend that is current at this point.
    const solving = solver.restore(y, {
      signal,
      ...(start && { start }),
      ...(weights && { weights }),
      ...(atLeast && { atLeast }),
      onIteration: ({ iteration, iterations }) => onProgress(iteration / iterations),
    });
    const z = yield* waitFor(() => solving.finally(() => start?.dispose()));
    const [, rows, columns] = z.shape;
    const found = new Float32Array(yield* readLevels(z));
    const above = atLeast && isAbove(options, z, y, atLeast);
    z.dispose();
    const result = { data: found, width: columns, height: rows };
    if (above === undefined) return { plane: result };
    const brighter = new Float32Array(yield* readLevels(above));
    above.dispose();
    return { plane: result, brighter };
  } finally {
    dispose([y, ofMap, known, weights, atLeast].filter((tensor) => tensor !== undefined));
  }
}

/** Standard deviations of the noise that a pixel has to exceed its lower bound by. */
const CLEARLY = 3;

/** 1 where A z is clearly above the lower bound y, 0 elsewhere. */
function isAbove(
  { degradation: { operator = identity() }, noiseLevel }: SolvePlaneOptions,
  z: Tensor4D,
  y: Tensor4D,
  atLeast: Tensor4D,
): Tensor4D {
  return tidy(() => {
    const above = greater(sub(operator.forward(z), y), CLEARLY * noiseLevel);
    return mul(atLeast, cast(above, "float32"));
  });
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
    schedule: inOpponentColours(trainedSchedule(steps), denoiser),
  });
}

/** An operator that does not see at least this share of the pixels is treated like missing pixels. */
const GAPPY = 0.02;
/** Pixels whose weight in AᵀA 1 is below this share of the largest count as not seen. */
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
  { degradation, denoiser, noiseLevel, saturated, schedule, iterations }: SolvePlaneOptions,
  byDefault: PlugAndPlayOptions,
): Hqs {
  const { operator = identity(), dataTerm, schedule: own = byDefault } = degradation;
  const splitting = { operator, noiseLevel, ...(dataTerm && { dataTerm }) };
  const wanted = iterations === undefined ? {} : { iterations };
  if (schedule === "paper") {
    if (isDiffusion(denoiser)) {
      return hqs({ ...splitting, denoiser, schedule: inOpponentColours(paperSchedule(wanted), denoiser) });
    }
    throw new TypeError(
      `restore: expected schedule "plugAndPlay" with ${denoiser.name}: "paper" needs a model's stages`,
    );
  }
  const named = typeof own === "function" ? own(wanted) : plugAndPlay({ ...own, ...wanted });
  const steps = inOpponentColours(named, denoiser);
  return hqs({ ...splitting, denoiser, schedule: saturated ? around(steps, { after: relu }) : steps });
}
