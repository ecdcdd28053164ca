import { defineLinearOperator } from "@genericdp/core";
import type { LinearOperator } from "@genericdp/core";
import { mul, zeros } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/**
 * √W A, for which the squared distance is weighted: ‖√W A x − √W y‖² = Σ w (A x − y)². It has a closed form
 * if A is diagonal. Otherwise (I + γ w̄ AᵀA)⁻¹ is its preconditioner, if A has that.
 *
 * @param root √w, a tensor that broadcasts to measurements and must outlive the operator.
 * @param mean w̄, the mean weight.
 */
export function weighOperator(operator: LinearOperator, root: Tensor4D, mean: number): LinearOperator {
  const { name, outputShape, proxL2, precondition, diagonal } = operator;
  const inverse =
    precondition ??
    (proxL2 && ((x: Tensor4D, gamma: number) => proxL2(x, zeros(outputShape(x.shape)), gamma)));
  return defineLinearOperator({
    name: `weighted ${name}`,
    outputShape,
    forward: (x) => mul(root, operator.forward(x)),
    adjoint: (y) => operator.adjoint(mul(root, y)),
    ...(diagonal && { diagonal: (shape) => mul(root, diagonal(shape)) }),
    ...(inverse && { precondition: (x, gamma) => inverse(x, gamma * mean) }),
  });
}
