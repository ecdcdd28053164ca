import type { Backend } from "@genericdp/core";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { env, ready, setBackend } from "@tensorflow/tfjs-core";
import { registerStage, unregisterStage } from "./register-stage.ts";
import { stageKernel } from "./stage-kernel.ts";
import { instantiateStageModule, isSupported, supportedVariant } from "./stage-module.ts";
import type { SimdVariant } from "./stage-module.ts";
import { tfjsWasmPaths } from "./tfjs-wasm-paths.ts";

export interface WasmOptions {
  /** Plain SIMD, or relaxed SIMD with fused multiply-add; the fastest that the engine runs unless given. */
  readonly variant?: SimdVariant;
}

/**
 * tfjs's WebAssembly backend, with the diffusion stage and its gradient as one fused SIMD kernel each.
 *
 * @throws Error, from `activate`, where the engine has no WebAssembly SIMD, or not the variant asked for.
 * @example
 * const backend = wasm();
 * await backend.activate();
 */
export function wasm({ variant = supportedVariant() }: WasmOptions = {}): Backend {
  return {
    name: "wasm",
    capabilities: { fusedStage: true },
    activate: async () => {
      if (variant === undefined) {
        throw new Error(
          "wasm: expected an engine with WebAssembly SIMD " +
            "(Chrome 91, Firefox 89, Safari 16.4, Node 16.4 or later), got one without",
        );
      }
      if (!isSupported(variant)) {
        throw new Error(`wasm: expected an engine with ${variant} SIMD, got one without; omit the variant`);
      }
      // The heavy work is in our kernel: tfjs's own threads would only ask for workers made from blobs.
      env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
      const paths = tfjsWasmPaths();
      if (paths !== undefined) setWasmPaths(paths);
      if (!(await setBackend("wasm"))) {
        throw new Error("wasm: expected tfjs's WebAssembly backend to start, but it did not");
      }
      await ready();
      registerStage(stageKernel(await instantiateStageModule(variant)));
    },
    release: unregisterStage,
  };
}
