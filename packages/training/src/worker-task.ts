import { addGaussianNoise, randomStream } from "@genericdp/core";
import { createModel, genericDP } from "@genericdp/model";
import type { Architecture } from "@genericdp/model";
import { tensor4d } from "@tensorflow/tfjs-core";
import { evaluateObjective } from "./objective.ts";
import type { ObjectiveOptions, ObjectiveValue } from "./objective.ts";
import type { GrayImage, PatchBatch } from "./patch-sampler.ts";

/** A piece of a gradient. */
export interface GradientTask {
  readonly kind: "gradient";
  readonly architecture: Architecture;
  readonly parameters: Float32Array;
  readonly batch: PatchBatch;
  readonly options: ObjectiveOptions;
}

/** One image of the validation set: add noise, restore, compare. */
export interface ValidationTask {
  readonly kind: "validation";
  readonly architecture: Architecture;
  readonly parameters: Float32Array;
  readonly image: GrayImage;
  readonly noiseLevels: readonly number[];
  /** Key of the noise. */
  readonly seed: number;
}

/** What a worker is asked, and what it answers. */
export type WorkerTask = GradientTask | ValidationTask;
export type WorkerAnswer<Task extends WorkerTask> = Task extends GradientTask ? ObjectiveValue : number[];

/**
 * Does a task on the active tfjs backend; validation answers with the PSNR in dB at each noise level, output
 * clipped.
 */
export function runTask<Task extends WorkerTask>(task: Task): WorkerAnswer<Task>;
export function runTask(task: WorkerTask): ObjectiveValue | number[] {
  if (task.kind === "gradient")
    return evaluateObjective(task.architecture, task.parameters, task.batch, task.options);
  return validate(task);
}

function validate({ architecture, parameters, image, noiseLevels, seed }: ValidationTask): number[] {
  const denoiser = genericDP(createModel({ name: "candidate", architecture, parameters }));
  const { data, width, height } = image;
  const psnrs = noiseLevels.map((noiseLevel, i) => {
    const noisy = tensor4d(addGaussianNoise(data, noiseLevel, randomStream(seed, i)), [1, height, width, 1]);
    const clean = denoiser.denoise(noisy, { noiseLevel });
    const estimate = clean.dataSync<"float32">();
    noisy.dispose();
    clean.dispose();
    const squares = data.reduce(
      (sum, value, p) => sum + (value - Math.min(255, Math.max(0, estimate[p]!))) ** 2,
      0,
    );
    return 10 * Math.log10((255 ** 2 * data.length) / squares);
  });
  denoiser.dispose();
  return psnrs;
}
