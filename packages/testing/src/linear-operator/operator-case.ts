import type { ImageShape, LinearOperator } from "@genericdp/core";

/** An operator and the shapes of images that it is tried on. */
export interface OperatorCase {
  readonly operator: LinearOperator;
  readonly inputShapes: readonly ImageShape[];
}

/** What an operator without a proximal map in closed form is not held to. */
export function hasProx({ operator }: OperatorCase): boolean {
  return operator.proxL2 !== undefined;
}
