import type { Backend } from "@genericdp/core";
import {
  plannedThreads,
  registerStageKernel,
  startStageKernel,
  supportedVariant,
  unregisterStageKernel,
} from "@genericdp/stage-kernel";
import type { RunningStageKernel, SimdVariant, StartOptions } from "@genericdp/stage-kernel";
import { setBackend } from "@tensorflow/tfjs-core";
import { TFJS_NAME, startTfjsWasm } from "./tfjs-binary.ts";

export interface WasmOptions extends StartOptions {
  /**
   * The binary of tfjs, `tfjs-backend-wasm-simd.wasm`: its URL or its bytes. Default: in Node the copy of
   * tfjs, elsewhere that of this package. It is loaded once, when the first backend is activated.
   */
  readonly binary?: string | URL | Uint8Array<ArrayBuffer>;
}

/**
 * The WebAssembly backend of tfjs with the diffusion stage and its gradient as fused SIMD kernels, the stage
 * on several threads.
 *
 * @throws RangeError for an invalid number of threads; TypeError, from `activate`, for an invalid `binary`;
 *   Error, from `activate`, if the engine does not support WebAssembly SIMD or the requested variant, or if
 *   the backend of tfjs does not start.
 * @example
 * ```ts
 * import { wasm } from "@genericdp/backend-wasm";
 *
 * const backend = wasm({ threads: 1 });
 * await backend.activate();
 * backend.release();
 * ```
 */
export function wasm({ binary, ...options }: WasmOptions = {}): Backend {
  const threads = plannedThreads(options.threads);
  let kernel: RunningStageKernel | undefined;
  const start = async (): Promise<string> => {
    kernel ??= await startStageKernel({ ...options, threads });
    const name = await startTfjsWasm(binary);
    registerStageKernel(kernel, name);
    return name;
  };
  return {
    name: TFJS_NAME,
    capabilities: {
      fusedStage: true,
      severalChannels: true,
      threads,
      instructions: instructionsOf(options.variant),
    },
    start,
    activate: async () => {
      await setBackend(await start());
    },
    release: () => {
      unregisterStageKernel(TFJS_NAME);
      kernel?.release();
      kernel = undefined;
    },
  };
}

function instructionsOf(variant: SimdVariant | undefined = supportedVariant()): string {
  return variant === "simd" ? "SIMD" : "relaxed SIMD";
}
