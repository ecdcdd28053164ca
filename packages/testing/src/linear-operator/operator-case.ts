import type { ImageShape, LinearOperator } from "@genericdp/core";

/** An operator and the shapes of the images to test it with. */
export interface OperatorCase {
  readonly operator: LinearOperator;
  readonly inputShapes: readonly ImageShape[];
}

/** Whether the operator has `proxL2`, so that the laws about it apply. */
export function hasProx({ operator }: OperatorCase): boolean {
  return operator.proxL2 !== undefined;
}
