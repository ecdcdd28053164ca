import { BackendUnavailable } from "@genericdp/core";
import type { Backend } from "@genericdp/core";
import { plannedThreads, registerStageKernel, unregisterStageKernel } from "@genericdp/stage-kernel";
import { startNativeKernel } from "@genericdp/stage-kernel-native";
import type { NativeStartOptions, RunningNativeKernel } from "@genericdp/stage-kernel-native";
import { env, ready, setBackend } from "@tensorflow/tfjs-core";

const NAME = "native";
/** The tfjs backend that does what is not a stage. */
const HOST = "wasm";

/**
 * The fused stage compiled to the processor's own instructions, for Node; what else there is to compute,
 * tfjs's WebAssembly backend does.
 *
 * @throws RangeError for an impossible number of threads; BackendUnavailable, from `activate`, where there is
 *   no compiled kernel for this platform or processor.
 * @example
 * ```ts
 * import { native } from "@genericdp/backend-node";
 * import { restorer } from "genericdp";
 *
 * const photos = restorer({ backend: native() }); // activates it at the first image
 * ```
 */
export function native(options: NativeStartOptions = {}): Backend {
  const threads = plannedThreads(options.threads);
  let kernel: RunningNativeKernel | undefined;
  return {
    name: NAME,
    capabilities: { fusedStage: true, threads },
    activate: async () => {
      kernel ??= start({ ...options, threads });
      await import("@tensorflow/tfjs-backend-wasm");
      // The heavy work is in our kernel.
      env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
      if (!(await setBackend(HOST))) {
        throw new BackendUnavailable(
          NAME,
          "expected tfjs's WebAssembly backend to start beside it, but it did not",
        );
      }
      await ready();
      registerStageKernel(kernel, HOST);
    },
    release: () => {
      unregisterStageKernel(HOST);
      kernel?.release();
      kernel = undefined;
    },
  };
}

function start(options: NativeStartOptions): RunningNativeKernel {
  try {
    return startNativeKernel(options);
  } catch (cause) {
    throw new BackendUnavailable(NAME, cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
