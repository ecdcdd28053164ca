import {
  DIFFUSION_STAGE,
  DIFFUSION_STAGE_GRADIENT,
  GAIN_MAP,
  GAIN_MAP_GRADIENT,
  readStageAttributes,
  unpackGainMapInputs,
  unpackStageInputs,
} from "@genericdp/core";
import type { StageAttributes } from "@genericdp/core";
import { getKernel, registerKernel, tensor, unregisterKernel } from "@tensorflow/tfjs-core";
import type { NamedAttrMap, Tensor } from "@tensorflow/tfjs-core";
import type { GainMapArrays, StageArrays } from "./stage-arrays.ts";
import type { StageKernel } from "./stage-kernel.ts";

/**
 * Makes the fused kernel run core's diffusion stage and gain map, and their gradients, on a tfjs backend
 * whose numbers can be read at once: those that keep them in memory.
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
    const stage = readStage(tensors, readStageAttributes(attributes));
    const out = new Float32Array(stage.x.length);
    kernel.forward(stage, out);
    return tensor(out, tensors[0]!.shape);
  });
  register(DIFFUSION_STAGE_GRADIENT, ([dy, ...tensors], attributes) => {
    const stage = readStage(tensors, readStageAttributes(attributes));
    const { x, observation, reaction, gain, scales } = kernel.gradient(stage, floats(dy!));
    const values = [x, observation, reaction, gain, ...scales.flatMap((s) => [s.filters, s.influence])];
    return values.map((value, i) => tensor(value, tensors[i]!.shape));
  });
  register(GAIN_MAP, (tensors, attributes) => {
    const map = readGainMap(tensors, attributes);
    const out = new Float32Array(map.x.length);
    kernel.gainMap(map, out);
    return tensor(out, tensors[0]!.shape);
  });
  register(GAIN_MAP_GRADIENT, ([dy, ...tensors], attributes) => {
    const map = readGainMap(tensors, attributes);
    const { x, gain, filters, influence, synthesis } = kernel.gainMapGradient(map, floats(dy!));
    return [x, gain, filters, influence, synthesis].map((value, i) => tensor(value, tensors[i]!.shape));
  });
}

/** Takes the fused kernel back; core then composes the stage from tfjs ops. */
export function unregisterStageKernel(backendName: string): void {
  for (const name of [DIFFUSION_STAGE, DIFFUSION_STAGE_GRADIENT, GAIN_MAP, GAIN_MAP_GRADIENT]) {
    if (getKernel(name, backendName) !== undefined) unregisterKernel(name, backendName);
  }
}

function readStage(tensors: readonly Tensor[], attributes: StageAttributes): StageArrays {
  const { x, observation, reaction, gain, scales } = unpackStageInputs(tensors, attributes);
  const [batch, height, width] = x.shape;
  return {
    batch,
    height,
    width,
    x: floats(x),
    observation: floats(observation),
    reaction: floats(reaction),
    gain: floats(gain),
    scales: scales.map(({ filters, influence, radius }) => ({
      filters: floats(filters),
      count: filters.shape[0],
      size: filters.shape[1],
      influence: floats(influence),
      nodes: influence.shape[1],
      radius,
    })),
  };
}

function readGainMap(tensors: readonly Tensor[], attributes: NamedAttrMap): GainMapArrays {
  const map = unpackGainMapInputs(tensors, attributes["radius"] as number);
  const [batch, height, width] = map.x.shape;
  const { filters, influence, radius } = map;
  return {
    batch,
    height,
    width,
    x: floats(map.x),
    gain: floats(map.gain),
    scale: {
      filters: floats(filters),
      synthesis: floats(map.synthesis),
      count: filters.shape[0],
      size: filters.shape[1],
      influence: floats(influence),
      nodes: influence.shape[1],
      radius,
    },
  };
}

function floats(values: Tensor): Float32Array {
  return values.dataSync<"float32">();
}
