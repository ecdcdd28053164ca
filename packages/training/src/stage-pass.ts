import { diffusionStageGradient, gainMap, gainMapGradient } from "@genericdp/core";
import type { GainMapInputs, StageInputs } from "@genericdp/core";
import type { StageTensors, StageWeights } from "@genericdp/model";
import { add, dispose, tensor2d } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";

/** The inputs of a stage. */
export interface StagePass {
  readonly inputs: StageInputs;
  /** a(σ) of each sample, `[batch, gains]`; the same as `inputs.gain` without a map. */
  readonly gain: Tensor2D;
  readonly map: GainMapInputs | null;
}

/** Gradients of ⟨e, u_t⟩ with respect to the inputs of a stage. */
export interface StageGradients {
  readonly x: Tensor4D;
  readonly reaction: Tensor;
  /** With respect to a(σ). */
  readonly gain: Tensor;
  /** Filters and influence functions of each scale, in turn. */
  readonly scales: readonly Tensor[];
  /** Filters, influence and synthesis, or nothing. */
  readonly map: readonly Tensor[];
}

/** The inputs of a stage, with its computed gain map. */
export function enterStage(
  { scales, gainMap: tensors }: StageTensors,
  x: Tensor4D,
  observation: Tensor4D,
  weights: StageWeights,
): StagePass {
  const [batch] = x.shape;
  const reaction = tensor2d(weights.reaction, [batch, weights.reaction.length / batch]);
  const gain = tensor2d(weights.gain, [batch, weights.gain.length / batch]);
  const map = tensors && { x, gain, ...tensors };
  return { inputs: { x, observation, reaction, gain: map ? gainMap(map) : gain, scales }, gain, map };
}

/** Back-propagates the signal e through a stage. */
export function leaveStage(e: Tensor4D, { inputs, map }: StagePass): StageGradients {
  const [dx, dObservation, reaction, dGain, ...scales] = diffusionStageGradient(e, inputs);
  dObservation!.dispose();
  if (map === null) return { x: dx as Tensor4D, reaction: reaction!, gain: dGain!, scales, map: [] };
  const [dxByMap, gain, ...rest] = gainMapGradient(dGain as Tensor4D, map);
  const x = add(dx!, dxByMap!) as Tensor4D;
  dispose([dx!, dxByMap!, dGain!]);
  return { x, reaction: reaction!, gain: gain!, scales, map: rest };
}
