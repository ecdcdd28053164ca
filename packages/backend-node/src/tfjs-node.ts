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

/** What errors call this backend, and what tfjs does. */
const NAME = "tfjs-node";
const TFJS_NAME = "tensorflow";

export interface TfjsNodeOptions extends StartOptions {
  /** Loads tfjs-node. Default: `import("@tensorflow/tfjs-node")`. */
  readonly load?: () => Promise<unknown>;
}

/**
 * tfjs-node, which brings TensorFlow's own kernels to Node, with the diffusion stage and its gradient fused:
 * TensorFlow has no op for φ, and composing it of look-ups costs most of the time.
 *
 * tfjs-node is not installed along with this package: it is found when the backend is activated.
 *
 * @throws RangeError for an impossible number of threads; BackendUnavailable, from `activate`, where
 *   tfjs-node is not installed or cannot be loaded.
 * @example
 * ```ts
 * import { tfjsNode } from "@genericdp/backend-node";
 * import { restorer } from "genericdp";
 *
 * const photos = restorer({ backend: tfjsNode() }); // activates it at the first image
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
  // As it is loaded it makes itself tfjs's current backend.
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
    // It fails only now where Node is too new for it.
    withBackend(TFJS_NAME, () => tidy(() => add(tensor1d([1]), 1).dataSync()));
  } catch (cause) {
    throw new BackendUnavailable(NAME, `expected it to compute 1 + 1, but ${messageOf(cause)}`, { cause });
  }
}

// A name that bundlers cannot see: they would look for a package that need not be there.
const PACKAGE = "@tensorflow/tfjs-node";

function importTfjsNode(): Promise<unknown> {
  return import(/* @vite-ignore */ PACKAGE);
}

function explain(cause: unknown): string {
  const message = messageOf(cause);
  // By the messages of Node or of a bundler; a missing file within the package is another matter.
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
