import type { ImageShape, LinearOperator } from "@genericdp/core";

/** An operator and the shapes of the images to test it with. */
export interface OperatorCase {
  readonly operator: LinearOperator;
  readonly inputShapes: readonly ImageShape[];
}

/** Whether an operator has a proximal map in closed form, and the laws for it apply. */
export function hasProx({ operator }: OperatorCase): boolean {
  return operator.proxL2 !== undefined;
}
