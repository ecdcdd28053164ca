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
import { getKernel, registerKernel, unregisterKernel } from "@tensorflow/tfjs-core";
import type { NamedAttrMap, Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { GainMapArrays, StageArrays } from "./stage-arrays.ts";
import type { StageKernel } from "./stage-kernel.ts";

const BACKEND = "wasm";

/**
 * Makes the fused kernel run core's diffusion stage on tfjs's "wasm" backend.
 *
 * The kernel has a memory of its own: an image is copied in and out, which is nothing beside the work.
 */
export function registerStage(kernel: StageKernel): void {
  unregisterStage();
  register(DIFFUSION_STAGE, (wasm, tensors, attrs) => {
    // Room for the output first: it may grow the heap, and views into the old one die.
    const out = wasm.makeOutput(tensors[0]!.shape, "float32");
    kernel.forward(readStage(wasm, tensors, readStageAttributes(attrs)), floats(wasm, out));
    return out;
  });
  register(DIFFUSION_STAGE_GRADIENT, (wasm, [dy, ...tensors], attrs) => {
    const stage = readStage(wasm, tensors, readStageAttributes(attrs));
    const { x, observation, reaction, gain, scales } = kernel.gradient(stage, floats(wasm, dy!));
    const values = [x, observation, reaction, gain, ...scales.flatMap((s) => [s.filters, s.influence])];
    return values.map((value, i) => makeOutput(wasm, tensors[i]!.shape, value));
  });
  register(GAIN_MAP, (wasm, tensors, attrs) => {
    const out = wasm.makeOutput(tensors[0]!.shape, "float32");
    kernel.gainMap(readGainMap(wasm, tensors, attrs), floats(wasm, out));
    return out;
  });
  register(GAIN_MAP_GRADIENT, (wasm, [dy, ...tensors], attrs) => {
    const map = readGainMap(wasm, tensors, attrs);
    const { x, gain, filters, influence, synthesis } = kernel.gainMapGradient(map, floats(wasm, dy!));
    return [x, gain, filters, influence, synthesis].map((value, i) =>
      makeOutput(wasm, tensors[i]!.shape, value),
    );
  });
}

/** Takes the fused kernel back; core then composes the stage from tfjs ops. */
export function unregisterStage(): void {
  for (const name of [DIFFUSION_STAGE, DIFFUSION_STAGE_GRADIENT, GAIN_MAP, GAIN_MAP_GRADIENT]) {
    if (getKernel(name, BACKEND) !== undefined) unregisterKernel(name, BACKEND);
  }
}

function register(
  kernelName: string,
  run: (wasm: BackendWasm, tensors: TensorInfo[], attrs: NamedAttrMap) => TensorInfo | TensorInfo[],
): void {
  registerKernel({
    kernelName,
    backendName: BACKEND,
    kernelFunc: ({ inputs, backend, attrs }) =>
      run(backend as BackendWasm, Object.values(inputs) as TensorInfo[], attrs as NamedAttrMap),
  });
}

function makeOutput(wasm: BackendWasm, shape: number[], values: Float32Array): TensorInfo {
  const out = wasm.makeOutput(shape, "float32");
  floats(wasm, out).set(values);
  return out;
}

/** The stage's tensors as views into tfjs's heap: good until it grows, so read before any allocation. */
function readStage(
  wasm: BackendWasm,
  tensors: readonly TensorInfo[],
  attributes: StageAttributes,
): StageArrays {
  const { x, observation, reaction, gain, scales } = unpackStageInputs(tensors as Tensor[], attributes);
  const [batch, height, width] = x.shape;
  return {
    batch,
    height,
    width,
    x: floats(wasm, x),
    observation: floats(wasm, observation),
    reaction: floats(wasm, reaction),
    gain: floats(wasm, gain),
    scales: scales.map(({ filters, influence, radius }) => ({
      filters: floats(wasm, filters),
      count: filters.shape[0],
      size: filters.shape[1],
      influence: floats(wasm, influence),
      nodes: influence.shape[1],
      radius,
    })),
  };
}

function readGainMap(wasm: BackendWasm, tensors: readonly TensorInfo[], attrs: NamedAttrMap): GainMapArrays {
  const map = unpackGainMapInputs(tensors as Tensor[], attrs["radius"] as number);
  const [batch, height, width] = map.x.shape;
  const { filters, influence, radius } = map;
  return {
    batch,
    height,
    width,
    x: floats(wasm, map.x),
    gain: floats(wasm, map.gain),
    scale: {
      filters: floats(wasm, filters),
      synthesis: floats(wasm, map.synthesis),
      count: filters.shape[0],
      size: filters.shape[1],
      influence: floats(wasm, influence),
      nodes: influence.shape[1],
      radius,
    },
  };
}

function floats(wasm: BackendWasm, info: TensorInfo): Float32Array {
  return wasm.typedArrayFromHeap(info) as Float32Array;
}
