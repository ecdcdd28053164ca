import {
  DIFFUSION_STAGE,
  DIFFUSION_STAGE_GRADIENT,
  readStageAttributes,
  unpackStageInputs,
} from "@genericdp/core";
import type { StageAttributes } from "@genericdp/core";
import { getKernel, registerKernel, unregisterKernel } from "@tensorflow/tfjs-core";
import type { NamedAttrMap, Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { StageArrays } from "./stage-arrays.ts";
import type { StageKernel } from "./stage-kernel.ts";

const BACKEND = "wasm";

/**
 * Makes the fused kernel run core's diffusion stage on tfjs's "wasm" backend.
 *
 * The kernel has a memory of its own: an image is copied in and out, which is nothing beside the work.
 */
export function registerStage(kernel: StageKernel): void {
  unregisterStage();
  registerKernel({
    kernelName: DIFFUSION_STAGE,
    backendName: BACKEND,
    kernelFunc: ({ inputs, backend, attrs }) => {
      const wasm = backend as BackendWasm;
      const tensors = Object.values(inputs) as TensorInfo[];
      // Room for the output first: it may grow the heap, and views into the old one die.
      const out = wasm.makeOutput(tensors[0]!.shape, "float32");
      const stage = readStage(wasm, tensors, readStageAttributes(attrs as NamedAttrMap));
      kernel.forward(stage, floats(wasm, out));
      return out;
    },
  });
  registerKernel({
    kernelName: DIFFUSION_STAGE_GRADIENT,
    backendName: BACKEND,
    kernelFunc: ({ inputs, backend, attrs }) => {
      const wasm = backend as BackendWasm;
      const [dy, ...tensors] = Object.values(inputs) as TensorInfo[];
      const stage = readStage(wasm, tensors, readStageAttributes(attrs as NamedAttrMap));
      const { x, observation, reaction, gain, scales } = kernel.gradient(stage, floats(wasm, dy!));
      const values = [x, observation, reaction, gain, ...scales.flatMap((s) => [s.filters, s.influence])];
      return values.map((value, i) => {
        const out = wasm.makeOutput(tensors[i]!.shape, "float32");
        floats(wasm, out).set(value);
        return out;
      });
    },
  });
}

/** Takes the fused kernel back; core then composes the stage from tfjs ops. */
export function unregisterStage(): void {
  for (const name of [DIFFUSION_STAGE, DIFFUSION_STAGE_GRADIENT]) {
    if (getKernel(name, BACKEND) !== undefined) unregisterKernel(name, BACKEND);
  }
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

function floats(wasm: BackendWasm, info: TensorInfo): Float32Array {
  return wasm.typedArrayFromHeap(info) as Float32Array;
}
