import type { SimdVariant } from "@genericdp/stage-kernel";

/** A backend's name in tfjs; "tensorflow" is tfjs-node. */
export type TfjsBackend = "wasm" | "tensorflow" | "cpu";

/** What runs the stages: a variant of the fused kernel, or tfjs ops on a backend. */
export type Engine = SimdVariant | TfjsBackend;

export interface Trainer {
  readonly name: string;
  /** One training step on a batch of patches: all stages forward, then their gradients from last to first. */
  train(): void;
}
