import { plannedThreads } from "@genericdp/stage-kernel";
import type { RunningStageKernel } from "@genericdp/stage-kernel";
import { loadAddon } from "./addon.ts";
import type { NativeVariant } from "./addon.ts";
import {
  gradientArrays,
  packGainMap,
  packStage,
  unpackGainMapGradients,
  unpackStageGradients,
} from "./pack.ts";
import type { Packed } from "./pack.ts";

export interface NativeStartOptions {
  /** Instruction set. Default: the fastest that the processor supports. */
  readonly variant?: NativeVariant;
  /** Threads that share the work of a stage, including the caller's. Default: the number of processors. */
  readonly threads?: number;
}

/** A compiled kernel with its own threads. */
export interface RunningNativeKernel extends RunningStageKernel {
  readonly variant: NativeVariant;
}

/** The variants that run on this machine, the fastest first; none if no addon can be loaded. */
export function supportedNativeVariants(): readonly NativeVariant[] {
  try {
    return loadAddon().variants();
  } catch {
    return [];
  }
}

/**
 * Starts the fused stage, compiled for the vector instructions of this processor, on plain arrays. The
 * interface is that of `startStageKernel`, and the results are the same up to rounding. Each kernel is
 * independent of all others.
 *
 * @throws NativeKernelUnavailable if there is no compiled kernel for this platform; RangeError for an invalid
 *   number of threads, or a variant that this processor does not support.
 */
export function startNativeKernel({ variant, threads }: NativeStartOptions = {}): RunningNativeKernel {
  const planned = plannedThreads(threads);
  const addon = loadAddon();
  const [fastest] = addon.variants();
  const chosen = variant ?? fastest;
  if (chosen === undefined)
    throw new RangeError("stageKernelNative: expected a processor with SSE4.2, got one without");
  const kernel = addon.start(chosen, planned);
  const gradientsOf = (packed: Packed, dy: Float32Array): Float32Array[] => {
    const gradients = gradientArrays(packed);
    addon.gradient(kernel, packed.numbers, packed.arrays, dy, gradients);
    return gradients;
  };
  const run = ({ numbers, arrays }: Packed, out: Float32Array): void =>
    addon.forward(kernel, numbers, arrays, out);
  let released = false;
  return {
    variant: chosen,
    takes: () => true,
    forward: (stage, out) => run(packStage(stage), out),
    gradient: (stage, dy) => unpackStageGradients(gradientsOf(packStage(stage), dy)),
    gainMap: (map, out) => run(packGainMap(map), out),
    gainMapGradient: (map, dy) => unpackGainMapGradients(gradientsOf(packGainMap(map), dy)),
    release: () => {
      if (!released) addon.release(kernel);
      released = true;
    },
  };
}
