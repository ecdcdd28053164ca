import { createModel, genericDP } from "@genericdp/model";
import type { Architecture, GenericDP } from "@genericdp/model";
import { backProjection, dataStep } from "@genericdp/hqs";
import { cropPlane, fromOpponentPixels } from "@genericdp/image";
import { psnr } from "@genericdp/metrics";
import { tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { DEGRADED_MULTIPLE, degradePatches } from "./degraded-patches.ts";
import type { DrawnDegradation } from "./degraded-patches.ts";
import { evaluateObjective } from "./objective.ts";
import type { ObjectiveOptions, ObjectiveValue } from "./patch-losses.ts";
import { asModelInput } from "./patch-sampler.ts";
import type { Observation, TrainingImage } from "./degrade.ts";
import type { PatchBatch } from "./patch-sampler.ts";

/** A part of a gradient. */
export interface GradientTask {
  readonly kind: "gradient";
  readonly architecture: Architecture;
  readonly parameters: Float32Array;
  readonly batch: PatchBatch;
  readonly options: ObjectiveOptions;
}

/** One image of the validation set: each observation is restored and compared. */
export interface ValidationTask {
  readonly kind: "validation";
  readonly architecture: Architecture;
  readonly parameters: Float32Array;
  readonly image: TrainingImage;
  readonly observations: readonly Observation[];
  /** Additional degradations to validate on, for the centre of the image. */
  readonly degradations: readonly DrawnDegradation[];
}

/** Tasks of a worker, and their results. */
export type WorkerTask = GradientTask | ValidationTask;
export type WorkerAnswer<Task extends WorkerTask> = Task extends GradientTask ? ObjectiveValue : number[];

/**
 * Runs a task on the active tfjs backend. Validation returns the PSNR in dB of the restored observations,
 * then of the restored degradations, over all channels, clipped.
 */
export function runTask<Task extends WorkerTask>(task: Task): WorkerAnswer<Task>;
export function runTask(task: WorkerTask): ObjectiveValue | number[] {
  if (task.kind === "gradient")
    return evaluateObjective(task.architecture, task.parameters, task.batch, task.options);
  return validate(task);
}

function validate(task: ValidationTask): number[] {
  const { architecture, parameters, image, observations, degradations } = task;
  const denoiser = genericDP(createModel({ name: "candidate", architecture, parameters }));
  const { data, width, height, channels } = image;
  const { min, max } = denoiser.noiseRange;
  const restored = observations.map(({ data: observed, noiseLevel, planeFactors }) => {
    const noisy = tensor4d(asModelInput(observed, channels, planeFactors), [1, height, width, channels]);
    // A degradation's noise level may be slightly outside the model's range.
    const told = Math.min(max, Math.max(min, noiseLevel));
    const estimate = readAndDispose(denoiser.denoise(noisy, { noiseLevel: told }));
    noisy.dispose();
    return clippedPsnr(data, asPixels(estimate, channels, planeFactors));
  });
  const through = degradations.map((drawn) => validateThrough(denoiser, image, drawn));
  denoiser.dispose();
  return [...restored, ...through];
}

/** Maximum side of an image to validate on a degradation. */
const MIDDLE = 8 * DEGRADED_MULTIPLE;

function validateThrough(denoiser: GenericDP, image: TrainingImage, drawn: DrawnDegradation): number {
  const shorter = Math.min(image.width, image.height, MIDDLE);
  const side = shorter - (shorter % DEGRADED_MULTIPLE);
  const at = (size: number): number => Math.floor((size - side) / 2);
  const { data } = cropPlane(image, at(image.width), at(image.height), { width: side, height: side });
  const measured = degradePatches(drawn, data, 1);
  const { family, error, noiseLevel, rim, operator, y } = measured;
  let u = backProjection(operator, y);
  for (const { gamma, diffuse } of denoiser.through(family, error, noiseLevel)) {
    const v = dataStep(measured, u, gamma);
    u.dispose();
    u = diffuse(v);
    v.dispose();
  }
  y.dispose();
  const inner = { width: side - 2 * rim, height: side - 2 * rim };
  const cut = (levels: Float32Array): Float32Array =>
    cropPlane({ data: levels, width: side, height: side }, rim, rim, inner).data;
  return clippedPsnr(cut(data), cut(readAndDispose(u)));
}

/** The inverse of {@link asModelInput}. */
function asPixels(planes: Float32Array, channels: number, factors?: readonly number[]): Float32Array {
  if (channels !== 3) return planes;
  const even = factors === undefined ? planes : planes.map((level, i) => level / factors[i % 3]!);
  return fromOpponentPixels(even);
}

function readAndDispose(tensor: Tensor4D): Float32Array {
  const values = tensor.dataSync<"float32">();
  tensor.dispose();
  return values;
}

/** PSNR in dB, with levels clipped as in an image. */
function clippedPsnr(truth: Float32Array, estimate: Float32Array): number {
  return psnr(
    truth,
    estimate.map((level) => Math.min(255, Math.max(0, level))),
  );
}
