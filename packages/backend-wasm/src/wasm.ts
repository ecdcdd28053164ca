import type { Backend } from "@genericdp/core";
import {
  plannedThreads,
  registerStageKernel,
  startStageKernel,
  unregisterStageKernel,
} from "@genericdp/stage-kernel";
import type { RunningStageKernel, StartOptions } from "@genericdp/stage-kernel";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { env, ready, setBackend } from "@tensorflow/tfjs-core";
import { tfjsWasmPaths } from "./tfjs-wasm-paths.ts";

const NAME = "wasm";

export type WasmOptions = StartOptions;

/**
 * tfjs's WebAssembly backend, with the diffusion stage and its gradient as one fused SIMD kernel each, the
 * stage on several threads.
 *
 * @throws RangeError for an impossible number of threads; Error, from `activate`, where the engine has no
 *   WebAssembly SIMD, or not the variant asked for.
 * @example
 * ```ts
 * import { wasm } from "@genericdp/backend-wasm";
 *
 * const backend = wasm({ threads: 1 });
 * await backend.activate();
 * backend.release();
 * ```
 */
export function wasm(options: WasmOptions = {}): Backend {
  const threads = plannedThreads(options.threads);
  let kernel: RunningStageKernel | undefined;
  return {
    name: NAME,
    capabilities: { fusedStage: true, threads },
    activate: async () => {
      kernel ??= await startStageKernel({ ...options, threads });
      // The heavy work is in our kernel: tfjs's own threads would only ask for workers made from blobs.
      env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
      const paths = tfjsWasmPaths();
      if (paths !== undefined) setWasmPaths(paths);
      if (!(await setBackend(NAME))) {
        throw new Error("wasm: expected tfjs's WebAssembly backend to start, but it did not");
      }
      await ready();
      registerStageKernel(kernel, NAME);
    },
    release: () => {
      unregisterStageKernel(NAME);
      kernel?.release();
      kernel = undefined;
    },
  };
}
