import { createModel, genericDP } from "@genericdp/model";
import type { Architecture } from "@genericdp/model";
import { fromOpponentPixels } from "@genericdp/image";
import { tensor4d } from "@tensorflow/tfjs-core";
import { evaluateObjective } from "./objective.ts";
import type { ObjectiveOptions, ObjectiveValue } from "./objective.ts";
import { asModelInput } from "./patch-sampler.ts";
import type { Observation, TrainingImage } from "./degrade.ts";
import type { PatchBatch } from "./patch-sampler.ts";

/** A piece of a gradient. */
export interface GradientTask {
  readonly kind: "gradient";
  readonly architecture: Architecture;
  readonly parameters: Float32Array;
  readonly batch: PatchBatch;
  readonly options: ObjectiveOptions;
}

/** One image of the validation set: restore each observation of it, compare. */
export interface ValidationTask {
  readonly kind: "validation";
  readonly architecture: Architecture;
  readonly parameters: Float32Array;
  readonly image: TrainingImage;
  readonly observations: readonly Observation[];
}

/** What a worker is asked, and what it answers. */
export type WorkerTask = GradientTask | ValidationTask;
export type WorkerAnswer<Task extends WorkerTask> = Task extends GradientTask ? ObjectiveValue : number[];

/**
 * Does a task on the active tfjs backend; validation answers with the PSNR in dB of each observation's
 * restoration, over all channels, clipped.
 */
export function runTask<Task extends WorkerTask>(task: Task): WorkerAnswer<Task>;
export function runTask(task: WorkerTask): ObjectiveValue | number[] {
  if (task.kind === "gradient")
    return evaluateObjective(task.architecture, task.parameters, task.batch, task.options);
  return validate(task);
}

function validate({ architecture, parameters, image, observations }: ValidationTask): number[] {
  const denoiser = genericDP(createModel({ name: "candidate", architecture, parameters }));
  const { data, width, height, channels } = image;
  const psnrs = observations.map(({ data: observed, noiseLevel }) => {
    const noisy = tensor4d(asModelInput(observed, channels), [1, height, width, channels]);
    const clean = denoiser.denoise(noisy, { noiseLevel });
    const restored = clean.dataSync<"float32">();
    noisy.dispose();
    clean.dispose();
    const estimate = channels === 3 ? fromOpponentPixels(restored) : restored;
    const squares = data.reduce(
      (sum, value, p) => sum + (value - Math.min(255, Math.max(0, estimate[p]!))) ** 2,
      0,
    );
    return 10 * Math.log10((255 ** 2 * data.length) / squares);
  });
  denoiser.dispose();
  return psnrs;
}
