import {
  DIFFUSION_STAGE,
  DIFFUSION_STAGE_GRADIENT,
  GAIN_MAP,
  GAIN_MAP_GRADIENT,
  composedGainMap,
  composedGainMapGradient,
  composedStage,
  composedStageGradient,
  readGainMapAttributes,
  readStageAttributes,
  unpackGainMapInputs,
  unpackStageInputs,
} from "@genericdp/core";
import type { GainMapInputs, StageInputs, StageScale } from "@genericdp/core";
import { getKernel, registerKernel, tensor, unregisterKernel } from "@tensorflow/tfjs-core";
import type { NamedAttrMap, Tensor, Tensor4D, TensorInfo } from "@tensorflow/tfjs-core";
import type { GainMapArrays, ScaleArrays, StageArrays } from "./stage-arrays.ts";
import type { StageKernel, StageKind } from "./stage-kernel.ts";
import { bringTensors, filledTensor, numbersOf } from "./tensor-numbers.ts";

/**
 * Registers the fused kernel for core's diffusion stage and gain map, and their gradients, on a tfjs backend
 * that keeps its data in memory, where they can be read synchronously.
 *
 * Stages that the kernel does not support, for example of several channels, are composed by core from tfjs
 * ops.
 *
 * On the WebAssembly backend of tfjs, data are read and written in place; on others they are copied.
 *
 * @param backendName name of the backend in tfjs.
 */
export function registerStageKernel(kernel: StageKernel, backendName: string): void {
  unregisterStageKernel(backendName);
  const register = (
    kernelName: string,
    run: (tensors: readonly Tensor[], attributes: NamedAttrMap) => TensorInfo | TensorInfo[],
  ): void =>
    registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, attrs }) => {
        const tensors = Object.values(inputs) as Tensor[];
        bringTensors(tensors);
        return run(tensors, attrs as NamedAttrMap);
      },
    });
  register(DIFFUSION_STAGE, (tensors, attributes) => {
    const inputs = unpackStageInputs(tensors, readStageAttributes(attributes));
    if (!kernel.takes("forward", kindOfStage(inputs))) return composedStage(inputs);
    return filledTensor(inputs.x.shape, (out) => kernel.forward(readStage(inputs), out));
  });
  register(DIFFUSION_STAGE_GRADIENT, ([dy, ...tensors], attributes) => {
    const inputs = unpackStageInputs(tensors, readStageAttributes(attributes));
    if (!kernel.takes("gradient", kindOfStage(inputs))) {
      return composedStageGradient(dy as Tensor4D, inputs);
    }
    const { x, observation, reaction, gain, scales } = kernel.gradient(readStage(inputs), numbersOf(dy!));
    const values = [x, observation, reaction, gain, ...scales.flatMap((s) => [s.filters, s.influence])];
    return values.map((value, i) => tensor(value, tensors[i]!.shape));
  });
  register(GAIN_MAP, (tensors, attributes) => {
    const inputs = unpackGainMapInputs(tensors, readGainMapAttributes(attributes));
    if (!kernel.takes("forward", kindOfMap(inputs))) return composedGainMap(inputs);
    const [batch, height, width] = inputs.x.shape;
    const shape = [batch, height, width, inputs.gain.shape[1]];
    return filledTensor(shape, (out) => kernel.gainMap(readGainMap(inputs), out));
  });
  register(GAIN_MAP_GRADIENT, ([dy, ...tensors], attributes) => {
    const inputs = unpackGainMapInputs(tensors, readGainMapAttributes(attributes));
    if (!kernel.takes("gradient", kindOfMap(inputs))) {
      return composedGainMapGradient(dy as Tensor4D, inputs);
    }
    const gradients = kernel.gainMapGradient(readGainMap(inputs), numbersOf(dy!));
    const { x, gain, filters, influence, synthesis } = gradients;
    return [x, gain, filters, influence, synthesis].map((value, i) => tensor(value, tensors[i]!.shape));
  });
}

/** Unregisters the fused kernel; core then composes the stage from tfjs ops. */
export function unregisterStageKernel(backendName: string): void {
  for (const name of [DIFFUSION_STAGE, DIFFUSION_STAGE_GRADIENT, GAIN_MAP, GAIN_MAP_GRADIENT]) {
    if (getKernel(name, backendName) !== undefined) unregisterKernel(name, backendName);
  }
}

function kindOfStage({ x, reaction, gain }: StageInputs): StageKind {
  return { channels: x.shape[3], gains: gain.shape.at(-1)!, reactionMap: reaction.rank === 4 };
}

function kindOfMap({ x, gain }: GainMapInputs): StageKind {
  return { channels: x.shape[3], gains: gain.shape[1], reactionMap: false };
}

function readStage({ x, observation, reaction, gain, scales }: StageInputs): StageArrays {
  const [batch, height, width] = x.shape;
  return {
    batch,
    height,
    width,
    ...kindOfStage({ x, observation, reaction, gain, scales }),
    x: numbersOf(x),
    observation: numbersOf(observation),
    reaction: numbersOf(reaction),
    gain: numbersOf(gain),
    gainMap: gain.rank === 4,
    scales: scales.map(({ block, channels: seen, ...bank }) => readBank(bank, block, seen)),
  };
}

function readGainMap(map: GainMapInputs): GainMapArrays {
  const [batch, height, width, channels] = map.x.shape;
  const seen = Array.from({ length: channels }, (_, c) => c);
  return {
    batch,
    height,
    width,
    channels,
    gains: map.gain.shape[1],
    x: numbersOf(map.x),
    gain: numbersOf(map.gain),
    scale: { ...readBank(map, map.block, seen), synthesis: numbersOf(map.synthesis) },
  };
}

function readBank(
  { filters, influence, radius }: Pick<StageScale, "filters" | "influence" | "radius">,
  block: number,
  channels: readonly number[],
): ScaleArrays {
  return {
    block,
    channels,
    filters: numbersOf(filters),
    count: filters.shape[0],
    size: filters.shape[1],
    influence: numbersOf(influence),
    nodes: influence.shape[1],
    radius,
  };
}
