import { diffusionStage, diffusionStageGradient } from "@genericdp/core";
import type { StageInputs, StageScale } from "@genericdp/core";
import {
  TABLE_NODES,
  findBlock,
  influenceBasis,
  knotWeights,
  parameterLayout,
  stageScales,
  stageWeights,
  synthesizeFiltersGradient,
} from "@genericdp/model";
import type { Architecture, ParameterBlock } from "@genericdp/model";
import { dispose, matMul, tensor1d, tensor2d, tensor4d, tidy, transpose } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import type { PatchBatch } from "./patch-sampler.ts";

export interface ObjectiveOptions {
  /** Width of the rim that the loss leaves out, in pixels. */
  readonly margin: number;
  /** See Recipe.lossOffset. */
  readonly lossOffset: number;
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
  const { count, side, noiseLevels } = batch;
  const shape: [number, number, number, number] = [count, side, side, 1];
  const model = { architecture, parameters };
  const scales = stageScales(model);
  const observation = tensor4d(batch.noisy, shape);
  const inputs: StageInputs[] = [];
  let u = observation;
  for (let t = 0; t < architecture.stages; t++) {
    const { reaction, gain } = stageWeights(model, t, noiseLevels);
    inputs.push({
      x: u,
      observation,
      reaction: tensor1d(reaction),
      gain: tensor1d(gain),
      scales: scales[t]!,
    });
    u = diffusionStage(inputs[t]!);
  }
  const { loss, error } = patchLosses(u.dataSync<"float32">(), batch, options);
  let e: Tensor4D = tensor4d(error, shape);
  u.dispose();
  const collect = gradientCollector(architecture, parameters, noiseLevels);
  for (let t = architecture.stages - 1; t >= 0; t--) {
    const stage = inputs[t]!;
    const gradients = diffusionStageGradient(e, stage);
    e.dispose();
    e = gradients[0] as Tensor4D;
    collect.add(t, stage, gradients);
    dispose(gradients.slice(1));
    dispose([stage.reaction, stage.gain, ...(stage.x === observation ? [] : [stage.x])]);
  }
  e.dispose();
  observation.dispose();
  dispose(scales.flat().flatMap((s: StageScale) => [s.filters, s.influence]));
  return { loss, gradient: collect.finish() };
}

/** The loss of each patch, summed, and its derivative by every pixel of u_T. */
function patchLosses(
  estimate: Float32Array,
  { count, side, clean, noiseLevels }: PatchBatch,
  { margin, lossOffset }: ObjectiveOptions,
): { loss: number; error: Float32Array } {
  const pixels = side * side;
  const error = new Float32Array(count * pixels);
  const inner = (side - 2 * margin) ** 2;
  let loss = 0;
  for (let b = 0; b < count; b++) {
    let squares = 0;
    for (let y = margin; y < side - margin; y++) {
      for (let x = margin; x < side - margin; x++) {
        const at = b * pixels + y * side + x;
        const difference = estimate[at]! - clean[at]!;
        squares += difference * difference;
        error[at] = difference;
      }
    }
    const floored = squares / inner + lossOffset * noiseLevels[b]!;
    loss += Math.log(floored);
    const weight = 2 / (inner * floored);
    for (let at = b * pixels; at < (b + 1) * pixels; at++) error[at] = error[at]! * weight;
  }
  return { loss, error };
}

/** Turns the gradients of a stage's tensors into those of the parameters behind them. */
function gradientCollector(
  architecture: Architecture,
  parameters: Float32Array,
  noiseLevels: readonly number[],
): { add(stage: number, inputs: StageInputs, gradients: readonly Tensor[]): void; finish(): Float32Array } {
  const layout = parameterLayout(architecture);
  const gradient = new Float32Array(parameters.length);
  const { influence } = architecture;
  // Transposed once and for all: tfjs multiplies much faster by a matrix that it need not turn.
  const basis: Tensor2D = tidy(() =>
    transpose(tensor2d(influenceBasis(influence), [influence.centres, TABLE_NODES])),
  );
  const values = (tensor: Tensor): Float32Array => tensor.dataSync<"float32">();
  const into = (block: ParameterBlock, numbers: ArrayLike<number>): void =>
    gradient.set(numbers, block.offset);
  return {
    add: (stage, inputs, [, , dReaction, dGain, ...dScales]) => {
      architecture.scales.forEach(({ filters, size }, scale) => {
        const coefficients = findBlock(layout, "coefficients", stage, scale)!;
        const c = parameters.subarray(coefficients.offset, coefficients.offset + coefficients.length);
        into(coefficients, synthesizeFiltersGradient(values(dScales[2 * scale]!), c, filters, size));
        const dWeights = matMul(dScales[2 * scale + 1] as Tensor2D, basis);
        into(findBlock(layout, "influence", stage, scale)!, values(dWeights));
        dWeights.dispose();
      });
      for (const [kind, used, by] of [
        ["reaction", inputs.reaction, dReaction],
        ["gain", inputs.gain, dGain],
      ] as const) {
        const block = findBlock(layout, kind, stage);
        const curve = architecture[kind];
        if (block === undefined || curve === null) continue;
        const [value, slope] = [values(used), values(by!)];
        const knots = new Float64Array(block.length);
        noiseLevels.forEach((noiseLevel, b) => {
          // d exp(Σ w log v)/d log v = w · value.
          knotWeights(curve, noiseLevel).forEach((weight, k) => {
            knots[k] = knots[k]! + weight * value[b]! * slope[b]!;
          });
        });
        into(block, knots);
      }
    },
    finish: () => {
      basis.dispose();
      return gradient;
    },
  };
}
