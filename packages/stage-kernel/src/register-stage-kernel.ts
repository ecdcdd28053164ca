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
import { getKernel, registerKernel, tensor, unregisterKernel, util } from "@tensorflow/tfjs-core";
import type { NamedAttrMap, Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import type { GainMapArrays, ScaleArrays, StageArrays } from "./stage-arrays.ts";
import type { StageKernel, StageKind } from "./stage-kernel.ts";

/**
 * Makes the fused kernel run core's diffusion stage and gain map, and their gradients, on a tfjs backend
 * whose numbers can be read at once: those that keep them in memory.
 *
 * What the kernel does not take, images of several channels perhaps, core composes from tfjs ops.
 *
 * The kernel has a memory of its own: an image is copied in and out, which is nothing beside the work.
 *
 * @param backendName what tfjs calls the backend.
 */
export function registerStageKernel(kernel: StageKernel, backendName: string): void {
  unregisterStageKernel(backendName);
  const register = (
    kernelName: string,
    run: (tensors: readonly Tensor[], attributes: NamedAttrMap) => Tensor | Tensor[],
  ): void =>
    registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, attrs }) => run(Object.values(inputs) as Tensor[], attrs as NamedAttrMap),
    });
  register(DIFFUSION_STAGE, (tensors, attributes) => {
    const inputs = unpackStageInputs(tensors, readStageAttributes(attributes));
    if (!kernel.takes("forward", kindOfStage(inputs))) return composedStage(inputs);
    const out = new Float32Array(inputs.x.size);
    kernel.forward(readStage(inputs), out);
    return tensor(out, inputs.x.shape);
  });
  register(DIFFUSION_STAGE_GRADIENT, ([dy, ...tensors], attributes) => {
    const inputs = unpackStageInputs(tensors, readStageAttributes(attributes));
    if (!kernel.takes("gradient", kindOfStage(inputs))) {
      return composedStageGradient(dy as Tensor4D, inputs);
    }
    const { x, observation, reaction, gain, scales } = kernel.gradient(readStage(inputs), floats(dy!));
    const values = [x, observation, reaction, gain, ...scales.flatMap((s) => [s.filters, s.influence])];
    return values.map((value, i) => tensor(value, tensors[i]!.shape));
  });
  register(GAIN_MAP, (tensors, attributes) => {
    const inputs = unpackGainMapInputs(tensors, readGainMapAttributes(attributes));
    if (!kernel.takes("forward", kindOfMap(inputs))) return composedGainMap(inputs);
    const [batch, height, width] = inputs.x.shape;
    const shape = [batch, height, width, inputs.gain.shape[1]];
    const out = new Float32Array(util.sizeFromShape(shape));
    kernel.gainMap(readGainMap(inputs), out);
    return tensor(out, shape);
  });
  register(GAIN_MAP_GRADIENT, ([dy, ...tensors], attributes) => {
    const inputs = unpackGainMapInputs(tensors, readGainMapAttributes(attributes));
    if (!kernel.takes("gradient", kindOfMap(inputs))) {
      return composedGainMapGradient(dy as Tensor4D, inputs);
    }
    const gradients = kernel.gainMapGradient(readGainMap(inputs), floats(dy!));
    const { x, gain, filters, influence, synthesis } = gradients;
    return [x, gain, filters, influence, synthesis].map((value, i) => tensor(value, tensors[i]!.shape));
  });
}

/** Takes the fused kernel back; core then composes the stage from tfjs ops. */
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
    x: floats(x),
    observation: floats(observation),
    reaction: floats(reaction),
    gain: floats(gain),
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
    x: floats(map.x),
    gain: floats(map.gain),
    scale: { ...readBank(map, map.block, seen), synthesis: floats(map.synthesis) },
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
    filters: floats(filters),
    count: filters.shape[0],
    size: filters.shape[1],
    influence: floats(influence),
    nodes: influence.shape[1],
    radius,
  };
}

function floats(values: Tensor): Float32Array {
  return values.dataSync<"float32">();
}
