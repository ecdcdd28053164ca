import type { SimdVariant } from "@genericdp/stage-kernel";

/** By the name under which tfjs registers it; "tensorflow" is tfjs-node's. */
export type TfjsBackend = "wasm" | "tensorflow" | "cpu";

/** What stages run on: a variant of the fused kernel, or tfjs ops on a backend. */
export type Engine = SimdVariant | TfjsBackend;

export interface Trainer {
  readonly name: string;
  /** What training does to patches: all stages forward, then the gradient of each from last to first. */
  train(): void;
}
