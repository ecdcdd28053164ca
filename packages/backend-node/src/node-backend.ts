import { wasm } from "@genericdp/backend-wasm";
import type { Backend } from "@genericdp/core";
import { supportedNativeVariants } from "@genericdp/stage-kernel-native";
import { native } from "./native.ts";

export interface NodeBackendOptions {
  /** Threads that share the work of a stage, the caller's included. Default: one a processor. */
  readonly threads?: number;
}

/**
 * The backend for Node: {@link native} where there is a compiled kernel for this platform and processor, and
 * the WebAssembly backend elsewhere.
 *
 * @throws RangeError for an impossible number of threads.
 */
export function nodeBackend(options: NodeBackendOptions = {}): Backend {
  return supportedNativeVariants().length > 0 ? native(options) : wasm(options);
}
