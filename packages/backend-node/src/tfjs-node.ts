import { BackendUnavailable, keepCurrent, startTfjsBackend, withBackend } from "@genericdp/core";
import type { Backend } from "@genericdp/core";
import {
  plannedThreads,
  registerStageKernel,
  startStageKernel,
  unregisterStageKernel,
} from "@genericdp/stage-kernel";
import type { RunningStageKernel, StartOptions } from "@genericdp/stage-kernel";
import { add, setBackend, tensor1d, tidy } from "@tensorflow/tfjs-core";

/** Name of this backend in errors, and in tfjs. */
const NAME = "tfjs-node";
const TFJS_NAME = "tensorflow";

export interface TfjsNodeOptions extends StartOptions {
  /** Loads tfjs-node. Default: `import("@tensorflow/tfjs-node")`. */
  readonly load?: () => Promise<unknown>;
}

/**
 * tfjs-node, which runs TensorFlow's own kernels in Node, with the fused diffusion stage and its gradient:
 * TensorFlow has no op for φ, and composing it of look-ups would take most of the time.
 *
 * tfjs-node is not a dependency of this package: it is loaded when the backend is activated.
 *
 * @throws RangeError for an invalid number of threads; BackendUnavailable, from `activate`, if tfjs-node is
 *   not installed or cannot be loaded.
 * @example
 * ```ts
 * import { tfjsNode } from "@genericdp/backend-node";
 * import { restorer } from "genericdp";
 *
 * const photos = restorer({ backend: tfjsNode() }); // activated by the first image
 * ```
 */
export function tfjsNode({ load = importTfjsNode, ...options }: TfjsNodeOptions = {}): Backend {
  const threads = plannedThreads(options.threads);
  let kernel: RunningStageKernel | undefined;
  const prepare = async (): Promise<string> => {
    await start(load);
    kernel ??= await startStageKernel({ ...options, threads });
    registerStageKernel(kernel, TFJS_NAME);
    return TFJS_NAME;
  };
  return {
    name: NAME,
    capabilities: { fusedStage: true, severalChannels: true, threads },
    start: prepare,
    activate: async () => {
      await setBackend(await prepare());
    },
    release: () => {
      unregisterStageKernel(TFJS_NAME);
      kernel?.release();
      kernel = undefined;
    },
  };
}

async function start(load: () => Promise<unknown>): Promise<void> {
  // When loaded, it makes itself the current backend of tfjs.
  const putBack = keepCurrent();
  try {
    await load();
  } catch (cause) {
    throw new BackendUnavailable(NAME, explain(cause), { cause });
  } finally {
    putBack();
  }
  try {
    await startTfjsBackend(TFJS_NAME);
    // If Node is too new for it, it fails only now.
    withBackend(TFJS_NAME, () => tidy(() => add(tensor1d([1]), 1).dataSync()));
  } catch (cause) {
    throw new BackendUnavailable(NAME, `expected it to compute 1 + 1, but ${messageOf(cause)}`, { cause });
  }
}

// A name that bundlers cannot see, because the package may not be installed.
const PACKAGE = "@tensorflow/tfjs-node";

function importTfjsNode(): Promise<unknown> {
  return import(/* @vite-ignore */ PACKAGE);
}

function explain(cause: unknown): string {
  const message = messageOf(cause);
  // Recognised by the messages of Node or a bundler; a missing file within the package does not count.
  if (/(cannot find|could not resolve).*["']@tensorflow\/tfjs-node["']/i.test(message)) {
    return `expected ${PACKAGE} to be installed, but it is not`;
  }
  return (
    `expected ${PACKAGE} to load in Node ${globalThis.process?.version}, but ${message} ` +
    "(tfjs-node 4.22 supports Node up to 22, and downloads TensorFlow during installation)"
  );
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
