import { createModel, parameterLayout, plainInitialization } from "@genericdp/model";
import type { Model, TrainingRecord } from "@genericdp/model";
import { adam, cosineSchedule } from "@genericdp/optim";
import { initialState } from "./training-state.ts";
import type { TrainingState } from "./training-state.ts";
import { samplePatches, splitBatch } from "./patch-sampler.ts";
import type { GrayImage, PatchBatch } from "./patch-sampler.ts";
import type { Recipe } from "./recipe.ts";
import type { TaskRunner } from "./worker-pool.ts";

/** PSNR in dB, mean over the validation images, at each noise level. */
export interface Validation {
  readonly noiseLevels: readonly number[];
  readonly psnr: readonly number[];
}

/** What happened in one step. */
export interface TrainingProgress {
  /** Steps done so far, and in all. */
  readonly step: number;
  readonly steps: number;
  /** Mean loss of the step's patches. */
  readonly loss: number;
  readonly validation?: Validation;
  /** Everything needed to go on from here. */
  readonly state: TrainingState;
}

export interface TrainingOptions {
  readonly recipe: Recipe;
  readonly images: readonly GrayImage[];
  readonly validationImages?: readonly GrayImage[];
  readonly runner: TaskRunner;
  /** Takes the run up where this state left it. */
  readonly resume?: TrainingState;
  readonly signal?: AbortSignal;
}

/** Noise levels at which a run is validated, as far as they lie in the model's range. */
const VALIDATION_LEVELS = [5, 15, 25, 50];

/**
 * Trains a model from a plain start by Adam, step by step; what it yields is enough to log, to save and to go
 * on.
 *
 * @throws RangeError where the loss or the gradient is no finite number, naming step and parameters; the
 *    signal's reason when aborted.
 */
export async function* train(options: TrainingOptions): AsyncGenerator<TrainingProgress, void, void> {
  const { recipe, images, validationImages = [], runner, resume, signal } = options;
  const { architecture, steps } = recipe;
  const optimizer = adam({ squareDecay: 0.99 });
  const rates = learningRateFactors(recipe);
  let state = resume ?? initialState(plainInitialization(architecture), optimizer);
  let next = samplePatches(images, recipe, state.step);
  while (state.step < steps) {
    signal?.throwIfAborted();
    const pending = gradientOf(recipe, state, next, runner);
    // While the workers are busy, this thread draws the patches of the next step.
    if (state.step + 1 < steps) next = samplePatches(images, recipe, state.step + 1);
    const { loss, gradient } = await pending;
    refuseDivergence(recipe, state.step, loss, gradient);
    const scale = cosineSchedule(state.step, {
      steps,
      peak: 1,
      final: recipe.finalRate,
      warmup: recipe.warmup,
    });
    const { state: moments, change } = optimizer.update(
      state.moments,
      gradient,
      rates.map((rate) => rate * scale),
    );
    const parameters = state.parameters.map((value, i) => value + change[i]!);
    // Early on the average follows fast, or it would remember the start for long.
    const decay = Math.min(recipe.averaging, (1 + state.step) / (10 + state.step));
    const average = state.average.map((value, i) => decay * value + (1 - decay) * parameters[i]!);
    state = { step: state.step + 1, parameters, average, moments };
    const due = state.step % recipe.validateEvery === 0 || state.step === steps;
    const validation =
      due && validationImages.length > 0
        ? await validate(recipe, state, validationImages, runner)
        : undefined;
    yield { step: state.step, steps, loss, state, ...(validation && { validation }) };
  }
}

/** The averaged parameters of a state as a model. */
export function exportModel(recipe: Recipe, state: TrainingState, training: TrainingRecord): Model {
  return createModel({
    name: recipe.name,
    architecture: recipe.architecture,
    parameters: Float32Array.from(state.average),
    training,
  });
}

async function gradientOf(
  recipe: Recipe,
  state: TrainingState,
  batch: PatchBatch,
  runner: TaskRunner,
): Promise<{ loss: number; gradient: Float64Array }> {
  const { architecture, margin, lossOffset } = recipe;
  const parameters = Float32Array.from(state.parameters);
  const parts = await Promise.all(
    splitBatch(batch, recipe.shards).map((part) =>
      runner.run({
        kind: "gradient",
        architecture,
        parameters,
        batch: part,
        options: { margin, lossOffset },
      }),
    ),
  );
  const gradient = new Float64Array(parameters.length);
  for (const part of parts)
    part.gradient.forEach((value, i) => (gradient[i] = gradient[i]! + value / batch.count));
  return { loss: parts.reduce((sum, part) => sum + part.loss, 0) / batch.count, gradient };
}

async function validate(
  { architecture, seed }: Recipe,
  state: TrainingState,
  images: readonly GrayImage[],
  runner: TaskRunner,
): Promise<Validation> {
  const { min, max } = architecture.noiseRange;
  const noiseLevels = VALIDATION_LEVELS.filter((level) => level >= min && level <= max);
  const parameters = Float32Array.from(state.average);
  const rows = await Promise.all(
    images.map((image, i) =>
      runner.run({ kind: "validation", architecture, parameters, image, noiseLevels, seed: seed + i }),
    ),
  );
  return {
    noiseLevels,
    psnr: noiseLevels.map((_, k) => rows.reduce((sum, row) => sum + row[k]!, 0) / rows.length),
  };
}

function learningRateFactors({ architecture, learningRates }: Recipe): Float64Array {
  const layout = parameterLayout(architecture);
  const rates = new Float64Array(layout.reduce((sum, block) => sum + block.length, 0));
  for (const { kind, offset, length } of layout) rates.fill(learningRates[kind], offset, offset + length);
  return rates;
}

function refuseDivergence(
  { architecture }: Recipe,
  step: number,
  loss: number,
  gradient: Float64Array,
): void {
  if (Number.isFinite(loss) && gradient.every(Number.isFinite)) return;
  const at = gradient.findIndex((value) => !Number.isFinite(value));
  const block = parameterLayout(architecture).find(
    ({ offset, length }) => at >= offset && at < offset + length,
  );
  const where = `a gradient broken at ${block?.name ?? "no parameter"} in step ${step + 1}`;
  throw new RangeError(`train: expected a finite loss and gradient, got loss ${loss} and ${where}`);
}
