import type { Backend } from "@genericdp/core";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { env, ready, setBackend } from "@tensorflow/tfjs-core";
import { registerStage, unregisterStage } from "./register-stage.ts";
import { maySpawn, processors } from "./spawn-thread.ts";
import { stageKernel } from "./stage-kernel.ts";
import type { StageKernel } from "./stage-kernel.ts";
import {
  instantiateSharedModule,
  instantiateStageModule,
  isSupported,
  supportedVariant,
} from "./stage-module.ts";
import type { SimdVariant } from "./stage-module.ts";
import { CONTROL_SIZE, threadPool } from "./thread-pool.ts";
import { tfjsWasmPaths } from "./tfjs-wasm-paths.ts";

export interface WasmOptions {
  /** Plain SIMD, or relaxed SIMD with fused multiply-add; the fastest that the engine runs unless given. */
  readonly variant?: SimdVariant;
  /**
   * Threads that share the work of a stage, the caller's included; as many as there are processors unless
   * given. There is one where memory cannot be shared: in a page that is not isolated from other origins.
   */
  readonly threads?: number;
}

/** More were never seen to help. */
const MOST_THREADS = 16;

/**
 * tfjs's WebAssembly backend, with the diffusion stage and its gradient as one fused SIMD kernel each, the
 * stage on several threads.
 *
 * @throws Error, from `activate`, where the engine has no WebAssembly SIMD, or not the variant asked for.
 * @example
 * const backend = wasm();
 * await backend.activate();
 */
export function wasm({
  variant = supportedVariant(),
  threads = Math.min(processors(), MOST_THREADS),
}: WasmOptions = {}): Backend {
  if (!Number.isInteger(threads) || threads < 1) {
    throw new RangeError(`wasm: expected a whole number of threads, at least 1, got ${threads}`);
  }
  const planned = maySpawn() ? threads : 1;
  let kernel: OwnedKernel | undefined;
  return {
    name: "wasm",
    capabilities: { fusedStage: true, threads: planned },
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
      kernel ??= await startKernel(variant, planned);
      registerStage(kernel);
    },
    release: () => {
      unregisterStage();
      kernel?.release();
      kernel = undefined;
    },
  };
}

interface OwnedKernel extends StageKernel {
  release(): void;
}

async function startKernel(variant: SimdVariant, threads: number): Promise<OwnedKernel> {
  const shared = threads > 1 ? await instantiateSharedModule(variant) : undefined;
  if (shared === undefined) {
    const kernel = stageKernel(await instantiateStageModule(variant));
    return { ...kernel, release: () => undefined };
  }
  const pool = threadPool(shared, threads);
  return { ...stageKernel(shared, { runner: pool, reserved: CONTROL_SIZE }), release: pool.release };
}
