import { diffusionStage } from "@genericdp/core";
import { listTensors, stageTensors, stageWeights } from "@genericdp/model";
import type { Architecture } from "@genericdp/model";
import { dispose, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { gradientCollector } from "./gradient-collector.ts";
import type { PatchBatch } from "./patch-sampler.ts";
import { enterStage, leaveStage } from "./stage-pass.ts";
import type { StagePass } from "./stage-pass.ts";

export interface ObjectiveOptions {
  /** Width of the rim that the loss leaves out, in pixels. */
  readonly margin: number;
  /** See Recipe.lossOffset. */
  readonly lossOffset: number;
  /** Leading stages whose parameters are held fast: their gradient is left zero. */
  readonly frozen?: number;
}

/** Loss and gradient, summed over the patches of a batch. */
export interface ObjectiveValue {
  readonly loss: number;
  /** Of the length of the parameters. */
  readonly gradient: Float32Array;
}

/**
 * Σ_s log(MSE_s + offset·σ_s) over the patches of a batch and its gradient by all parameters, back-propagated
 * through the stages (equations (6)–(8) of Qiao et al., BMVC 2017): ∂ℓ/∂λ of a patch goes to the knots around
 * its own σ only.
 *
 * Runs on the active tfjs backend.
 */
export function evaluateObjective(
  architecture: Architecture,
  parameters: Float32Array,
  batch: PatchBatch,
  options: ObjectiveOptions,
): ObjectiveValue {
  const { count, side, channels, noiseLevels } = batch;
  const { frozen = 0 } = options;
  const shape: [number, number, number, number] = [count, side, side, channels];
  const model = { architecture, parameters };
  const tensors = stageTensors(model);
  const observation = tensor4d(batch.noisy, shape);
  const passes: StagePass[] = [];
  let u = observation;
  tensors.forEach((stage, t) => {
    passes.push(enterStage(stage, u, observation, stageWeights(model, t, noiseLevels)));
    u = diffusionStage(passes[t]!.inputs);
  });
  const { loss, error } = patchLosses(u.dataSync<"float32">(), batch, options);
  let e: Tensor4D = tensor4d(error, shape);
  u.dispose();
  const collect = gradientCollector(architecture, parameters, noiseLevels);
  for (const [t, pass] of Array.from(passes.entries()).toReversed()) {
    if (t >= frozen) {
      const gradients = leaveStage(e, pass);
      e.dispose();
      e = gradients.x;
      collect.add(t, pass, gradients);
      dispose([gradients.reaction, gradients.gain, ...gradients.scales, ...gradients.map]);
    }
    const { x, reaction, gain } = pass.inputs;
    dispose([reaction, pass.gain, gain, ...(x === observation ? [] : [x])]);
  }
  e.dispose();
  observation.dispose();
  dispose(listTensors(tensors));
  return { loss, gradient: collect.finish() };
}

/** The loss of each patch, summed, and its derivative by every level of u_T. */
function patchLosses(
  estimate: Float32Array,
  { count, side, channels, clean, noiseLevels }: PatchBatch,
  { margin, lossOffset }: ObjectiveOptions,
): { loss: number; error: Float32Array } {
  const row = side * channels;
  const length = side * row;
  const error = new Float32Array(count * length);
  const inner = (side - 2 * margin) ** 2 * channels;
  let loss = 0;
  for (let b = 0; b < count; b++) {
    let squares = 0;
    for (let y = margin; y < side - margin; y++) {
      const from = b * length + y * row + margin * channels;
      for (let at = from; at < from + row - 2 * margin * channels; at++) {
        const difference = estimate[at]! - clean[at]!;
        squares += difference * difference;
        error[at] = difference;
      }
    }
    const floored = squares / inner + lossOffset * noiseLevels[b]!;
    loss += Math.log(floored);
    const weight = 2 / (inner * floored);
    for (let at = b * length; at < (b + 1) * length; at++) error[at] = error[at]! * weight;
  }
  return { loss, error };
}
