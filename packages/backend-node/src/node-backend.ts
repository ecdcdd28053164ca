import { wasm } from "@genericdp/backend-wasm";
import type { Backend } from "@genericdp/core";
import { supportedNativeVariants } from "@genericdp/stage-kernel-native";
import { native } from "./native.ts";

export interface NodeBackendOptions {
  /** Threads that share the work of a stage, including the caller's. Default: one per processor. */
  readonly threads?: number;
}

/**
 * The backend for Node: {@link native} if there is a compiled kernel for this platform and processor,
 * otherwise the WebAssembly backend.
 *
 * @throws RangeError for an invalid number of threads.
 */
export function nodeBackend(options: NodeBackendOptions = {}): Backend {
  return supportedNativeVariants().length > 0 ? native(options) : wasm(options);
}
