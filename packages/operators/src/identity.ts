import type { LinearOperator } from "@genericdp/core";
import { sampledConvolution } from "./sampled-convolution.ts";

/** A = I: nothing happened but noise. Its proximal map is (z + γ y)/(1 + γ). */
export function identity(): LinearOperator {
  return sampledConvolution("identity", { factor: 1, phase: 0 });
}
