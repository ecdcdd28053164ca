import { diffusionStage, diffusionStageGradient, gainMap, gainMapGradient } from "@genericdp/core";
import type { GainMapInputs, StageInputs } from "@genericdp/core";
import {
  TABLE_NODES,
  findBlock,
  influenceBasis,
  knotWeights,
  listTensors,
  parameterLayout,
  stageTensors,
  stageWeights,
  synthesizeFiltersGradient,
} from "@genericdp/model";
import type { Architecture, ParameterBlock, ParameterKind, StageTensors } from "@genericdp/model";
import { add, dispose, matMul, tensor1d, tensor2d, tensor4d, tidy, transpose } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import type { PatchBatch } from "./patch-sampler.ts";

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
  const { count, side, noiseLevels } = batch;
  const { frozen = 0 } = options;
  const shape: [number, number, number, number] = [count, side, side, 1];
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

/** What a stage was run with. */
interface StagePass {
  readonly inputs: StageInputs;
  /** a(σ) of each sample; the same as `inputs.gain` where there is no map. */
  readonly gain: Tensor1D;
  readonly map: GainMapInputs | null;
}

/** Gradients of ⟨e, u_t⟩ by what a stage was run with. */
interface StageGradients {
  readonly x: Tensor4D;
  readonly reaction: Tensor;
  /** By a(σ). */
  readonly gain: Tensor;
  /** Filters and influence of each scale, in turn. */
  readonly scales: readonly Tensor[];
  /** Filters, influence and synthesis, or nothing. */
  readonly map: readonly Tensor[];
}

function enterStage(
  { scales, gainMap: tensors }: StageTensors,
  x: Tensor4D,
  observation: Tensor4D,
  weights: { readonly reaction: Float32Array; readonly gain: Float32Array },
): StagePass {
  const reaction = tensor1d(weights.reaction);
  const gain = tensor1d(weights.gain);
  const map = tensors && { x, gain, ...tensors };
  return { inputs: { x, observation, reaction, gain: map ? gainMap(map) : gain, scales }, gain, map };
}

function leaveStage(e: Tensor4D, { inputs, map }: StagePass): StageGradients {
  const [dx, dObservation, reaction, dGain, ...scales] = diffusionStageGradient(e, inputs);
  dObservation!.dispose();
  if (map === null) return { x: dx as Tensor4D, reaction: reaction!, gain: dGain!, scales, map: [] };
  const [dxByMap, gain, ...rest] = gainMapGradient(dGain as Tensor4D, map);
  const x = add(dx!, dxByMap!) as Tensor4D;
  dispose([dx!, dxByMap!, dGain!]);
  return { x, reaction: reaction!, gain: gain!, scales, map: rest };
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
): { add(stage: number, pass: StagePass, gradients: StageGradients): void; finish(): Float32Array } {
  const layout = parameterLayout(architecture);
  const gradient = new Float32Array(parameters.length);
  const { influence, scales, gainMap: map } = architecture;
  // Transposed once and for all: tfjs multiplies much faster by a matrix that it need not turn.
  const basis: Tensor2D = tidy(() =>
    transpose(tensor2d(influenceBasis(influence), [influence.centres, TABLE_NODES])),
  );
  const values = (tensor: Tensor): Float32Array => tensor.dataSync<"float32">();
  const into = (block: ParameterBlock, numbers: ArrayLike<number>): void =>
    gradient.set(numbers, block.offset);
  const addFilters = (block: ParameterBlock, dFilters: Tensor, count: number, size: number): void => {
    const c = parameters.subarray(block.offset, block.offset + block.length);
    into(block, synthesizeFiltersGradient(values(dFilters), c, count, size));
  };
  const addInfluence = (block: ParameterBlock, dTable: Tensor): void => {
    const dWeights = matMul(dTable as Tensor2D, basis);
    into(block, values(dWeights));
    dWeights.dispose();
  };
  const addCurve = (kind: "reaction" | "gain", stage: number, used: Tensor, by: Tensor): void => {
    const block = findBlock(layout, kind, stage);
    const curve = architecture[kind];
    if (block === undefined || curve === null) return;
    const [value, slope] = [values(used), values(by)];
    const knots = new Float64Array(block.length);
    noiseLevels.forEach((noiseLevel, b) => {
      // d exp(Σ w log v)/d log v = w · value.
      knotWeights(curve, noiseLevel).forEach((weight, k) => {
        knots[k] = knots[k]! + weight * value[b]! * slope[b]!;
      });
    });
    into(block, knots);
  };
  return {
    add: (stage, { inputs, gain }, gradients) => {
      const find = (kind: ParameterKind, scale?: number): ParameterBlock =>
        findBlock(layout, kind, stage, scale)!;
      scales.forEach(({ filters, size }, scale) => {
        addFilters(find("coefficients", scale), gradients.scales[2 * scale]!, filters, size);
        addInfluence(find("influence", scale), gradients.scales[2 * scale + 1]!);
      });
      addCurve("reaction", stage, inputs.reaction, gradients.reaction);
      addCurve("gain", stage, gain, gradients.gain);
      if (map === null) return;
      const [dFilters, dTable, dSynthesis] = gradients.map;
      addFilters(find("mapCoefficients"), dFilters!, map.filters, map.size);
      addInfluence(find("mapInfluence"), dTable!);
      into(find("mapSynthesis"), values(dSynthesis!));
    },
    finish: () => {
      basis.dispose();
      return gradient;
    },
  };
}
