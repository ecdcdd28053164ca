import { startTfjsWasm } from "@genericdp/backend-wasm";
import { BackendUnavailable } from "@genericdp/core";
import type { Backend } from "@genericdp/core";
import { plannedThreads, registerStageKernel, unregisterStageKernel } from "@genericdp/stage-kernel";
import { startNativeKernel, supportedNativeVariants } from "@genericdp/stage-kernel-native";
import type { NativeStartOptions, RunningNativeKernel } from "@genericdp/stage-kernel-native";
import { setBackend } from "@tensorflow/tfjs-core";

const NAME = "native";
/** The tfjs backend for everything but the stage. */
const HOST = "wasm";

/**
 * The fused stage in native code for Node, with the instructions of the processor. Everything else runs on
 * the WebAssembly backend of tfjs.
 *
 * @throws RangeError for an invalid number of threads; BackendUnavailable, from `activate`, if there is no
 *   compiled kernel for this platform or processor.
 * @example
 * ```ts
 * import { native } from "@genericdp/backend-node";
 * import { restorer } from "genericdp";
 *
 * const photos = restorer({ backend: native() }); // activated by the first image
 * ```
 */
export function native(options: NativeStartOptions = {}): Backend {
  const threads = plannedThreads(options.threads);
  const instructions = options.variant ?? supportedNativeVariants()[0];
  let kernel: RunningNativeKernel | undefined;
  const prepare = async (): Promise<string> => {
    kernel ??= start({ ...options, threads });
    const tfjsName = await startHost();
    registerStageKernel(kernel, tfjsName);
    return tfjsName;
  };
  return {
    name: NAME,
    capabilities: {
      fusedStage: true,
      severalChannels: true,
      threads,
      ...(instructions !== undefined && { instructions }),
    },
    start: prepare,
    activate: async () => {
      await setBackend(await prepare());
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

async function startHost(): Promise<string> {
  try {
    return await startTfjsWasm();
  } catch (cause) {
    throw new BackendUnavailable(NAME, cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
