import { randomStream } from "@genericdp/core";
import { createModel, parameterCount, plainInitialization } from "@genericdp/model";
import type { Architecture, Model, TrainingRecord } from "@genericdp/model";
import { runAdam } from "./run-adam.ts";
import { watchLoss } from "./divergence.ts";
import { runLbfgs } from "./run-lbfgs.ts";
import { planSegments } from "./segment.ts";
import type { Segment, SegmentContext, SegmentStep } from "./segment.ts";
import { drawDegradation } from "./degraded-patches.ts";
import { findDegradation } from "./degrade.ts";
import type { Degradations, TrainingImage } from "./degrade.ts";
import type { AdamPhase, LbfgsPhase } from "./phase.ts";
import type { Recipe } from "./recipe.ts";
import { initialState } from "./training-state.ts";
import type { BestParameters, TrainingState, Validation } from "./training-state.ts";
import type { TaskRunner } from "./worker-pool.ts";

/** The result of one step. */
export interface TrainingProgress {
  /** Number of steps done, and of all steps. */
  readonly step: number;
  readonly steps: number;
  /** Mean loss of the patches of the step. */
  readonly loss: number;
  readonly validation?: Validation;
  /** Everything needed to continue from here. */
  readonly state: TrainingState;
}

export interface TrainingOptions {
  readonly recipe: Recipe;
  readonly images: readonly TrainingImage[];
  readonly validationImages?: readonly TrainingImage[];
  /** Degradations that the recipe may name, in addition to the built-in ones. */
  readonly degradations?: Degradations;
  readonly runner: TaskRunner;
  /** Initial parameters instead of the plain initialisation, in the order of the recipe's architecture. */
  readonly start?: ArrayLike<number>;
  /** Resumes the run from this state; `start` is then ignored. */
  readonly resume?: TrainingState;
  readonly signal?: AbortSignal;
}

/**
 * Trains a model by a recipe, step by step. Each step yields everything needed to log, save and resume the
 * run.
 *
 * @throws RangeError naming step, stage and parameters if the loss or the gradient is not finite or the loss
 *   rises; the signal's reason if aborted.
 */
export async function* train(options: TrainingOptions): AsyncGenerator<TrainingProgress, void, void> {
  const { recipe, images, validationImages = [], runner, degradations, start, resume, signal } = options;
  const context: SegmentContext = { recipe, images, runner, degradations, signal };
  findDegradation(recipe.degradation, degradations);
  const segments = planSegments(recipe);
  const steps = segments.at(-1)!.end;
  let state = resume ?? initialState(checkStart(recipe.architecture, start));
  for (const segment of segments) {
    if (state.step >= segment.end) continue;
    signal?.throwIfAborted();
    for await (const { gradient, loss, ...step } of runSegment(segment, state, context)) {
      const watched = watchLoss(segment, state, { ...step, gradient, loss });
      state = { ...step, loss: watched, best: state.best };
      const due =
        (state.step - segment.start) % segment.phase.validateEvery === 0 || state.step === segment.end;
      const validation =
        due && validationImages.length > 0
          ? await validate(context, segment, state, validationImages)
          : undefined;
      if (validation) state = { ...state, best: better(state, segment, validation) };
      yield { step: state.step, steps, loss, state, ...(validation && { validation }) };
      signal?.throwIfAborted();
    }
    // L-BFGS may have found no further decrease.
    if (state.step < segment.end) state = { ...state, step: segment.end };
  }
}

/** The best validated parameters of a state as a model, or the averaged ones if there are none. */
export function exportModel(recipe: Recipe, state: TrainingState, training: TrainingRecord): Model {
  const segment = planSegments(recipe).find(({ end }) => state.step <= end);
  const { architecture } = segment ?? recipe;
  const { stages, parameters } = state.best ?? { stages: architecture.stages, parameters: state.average };
  const exported = { ...recipe.architecture, stages };
  return createModel({
    name: recipe.name,
    architecture: exported,
    parameters: Float32Array.from(parameters.subarray(0, parameterCount(exported))),
    training,
  });
}

function runSegment(
  segment: Segment,
  state: TrainingState,
  context: SegmentContext,
): AsyncGenerator<SegmentStep, void, void> {
  return segment.phase.optimizer === "adam"
    ? runAdam(segment as Segment<AdamPhase>, state, context)
    : runLbfgs(segment as Segment<LbfgsPhase>, state, context);
}

function checkStart(architecture: Architecture, start?: ArrayLike<number>): ArrayLike<number> {
  if (start === undefined) return plainInitialization(architecture);
  const wanted = parameterCount(architecture);
  if (start.length !== wanted) {
    throw new RangeError(`train: expected ${wanted} parameters to start from, got ${start.length}`);
  }
  return start;
}

async function validate(
  { recipe, runner, degradations }: SegmentContext,
  { architecture }: Segment,
  state: TrainingState,
  images: readonly TrainingImage[],
): Promise<Validation> {
  const { validationLevels: noiseLevels, seed } = recipe;
  const families = Array.from(new Set(recipe.families)).filter((family) => family !== "noise");
  const degrade = findDegradation(recipe.degradation, degradations);
  const parameters = Float32Array.from(state.average.subarray(0, parameterCount(architecture)));
  const rows = await Promise.all(
    images.map((image, i) => {
      // The noise is the same in each validation of a run.
      const observations = noiseLevels.map((level, k) => degrade(image, level, randomStream(seed + i, k)));
      const drawn = families.map((family, k) => drawDegradation(family, seed + i, noiseLevels.length + k));
      const model = { architecture, parameters };
      return runner.run({ kind: "validation", ...model, image, observations, degradations: drawn });
    }),
  );
  const mean = (k: number): number => rows.reduce((sum, row) => sum + row[k]!, 0) / rows.length;
  return {
    noiseLevels,
    psnr: noiseLevels.map((_, k) => mean(k)),
    ...(families.length > 0 && {
      families: Object.fromEntries(families.map((family, f) => [family, mean(noiseLevels.length + f)])),
    }),
  };
}

function better(
  { best, average, step }: TrainingState,
  segment: Segment,
  validation: Validation,
): BestParameters {
  const score = ({ psnr, families = {} }: Validation): number =>
    [...psnr, ...Object.values(families)].reduce((sum, value) => sum + value, 0);
  if (best !== null && score(best.validation) >= score(validation)) return best;
  return { step, stages: segment.architecture.stages, parameters: average, validation };
}
