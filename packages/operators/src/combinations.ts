import { defineLinearOperator } from "@genericdp/core";
import type { LinearOperator } from "@genericdp/core";
import { addN, mul } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/**
 * A₁ + A₂ + …: x is measured by each, and the measurements are added. With `compose` and `diagonal` it makes
 * a blur that varies over the image: the sum of blurs, each before or after its own weights.
 *
 * @throws TypeError without an operator; RangeError, from the operator, for an image whose measurements have
 *   different shapes.
 */
export function sum(...operators: readonly LinearOperator[]): LinearOperator {
  if (operators.length === 0) throw new TypeError("sum: expected one operator or more, got none");
  const name = operators.map((operator) => operator.name).join(" + ");
  return defineLinearOperator({
    name,
    outputShape: (shape) => {
      const [first, ...others] = operators.map((operator) => operator.outputShape([...shape]));
      const other = others.find((each) => each.some((side, i) => side !== first![i]));
      if (other !== undefined) {
        throw new RangeError(`sum: expected measurements of one shape, got [${first!}] and [${other}]`);
      }
      return first!;
    },
    forward: (x) => addN(operators.map((operator) => operator.forward(x))),
    adjoint: (y) => addN(operators.map((operator) => operator.adjoint(y))),
  });
}

/**
 * c A. It has a proximal map, a preconditioner and a diagonal if A has.
 *
 * @param factor c, finite and not 0.
 * @throws RangeError for another factor.
 */
export function scale(operator: LinearOperator, factor: number): LinearOperator {
  if (!Number.isFinite(factor) || factor === 0) {
    throw new RangeError(`scale: expected a finite factor other than 0, got ${factor}`);
  }
  const { proxL2, precondition, diagonal } = operator;
  const times = (x: Tensor4D, by: number): Tensor4D => mul(x, by);
  return defineLinearOperator({
    name: `${factor} times ${operator.name}`,
    outputShape: operator.outputShape,
    forward: (x) => times(operator.forward(x), factor),
    adjoint: (y) => times(operator.adjoint(y), factor),
    // γ/2 ‖c A x − y‖² = γ c²/2 ‖A x − y/c‖²
    ...(proxL2 && { proxL2: (z, y, gamma) => proxL2(z, times(y, 1 / factor), gamma * factor ** 2) }),
    ...(precondition && { precondition: (x, gamma) => precondition(x, gamma * factor ** 2) }),
    ...(diagonal && { diagonal: (shape) => times(diagonal(shape), factor) }),
  });
}
