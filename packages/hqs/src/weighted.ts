import { defineLinearOperator } from "@genericdp/core";
import type { LinearOperator, TensorWork } from "@genericdp/core";
import {
  cast,
  dispose,
  greater,
  mean,
  min,
  mul,
  ones,
  sqrt,
  stack,
  sub,
  tidy,
  zeros,
} from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { takeNumbers } from "./dot.ts";
import type { Splitting } from "./splitting-steps.ts";

/** The problem of an iteration: √W A and √W y. */
export interface Weighted {
  readonly splitting: Splitting;
  readonly y: Tensor4D;
  readonly root?: Tensor4D;
}

/** Frees the tensors of a problem. */
export function disposeWeighted({ y, root }: Weighted): void {
  dispose(root ? [y, root] : [y]);
}

/**
 * The problem of an iteration that starts at z. A lower bound counts if A z is below it; in the first
 * iteration, without z, none does.
 *
 * @throws RangeError for weights that are negative, not finite or all 0.
 */
export function* weigh(
  splitting: Splitting,
  given: { readonly y: Tensor4D; readonly weights?: Tensor4D; readonly atLeast?: Tensor4D },
  z?: Tensor4D,
): TensorWork<Weighted> {
  const { weights, atLeast } = given;
  if (weights === undefined && atLeast === undefined) return { splitting, y: given.y.clone() };
  const { operator } = splitting;
  const root = tidy((): Tensor4D => {
    const short: Tensor4D = z ? cast(greater(given.y, operator.forward(z)), "float32") : zeros([1, 1, 1, 1]);
    const counts: Tensor4D = atLeast ? sub(1, mul(atLeast, sub(1, short))) : ones([1, 1, 1, 1]);
    return sqrt(weights ? mul(weights, counts) : counts);
  });
  const numbers = tidy(() => {
    const squares = mul(root, root);
    return stack([mean(squares), min(squares)]);
  });
  const [average, least] = yield* takeNumbers(numbers);
  // √ of a negative number is NaN.
  if (!(least! >= 0 && average! > 0 && average! < Infinity)) {
    root.dispose();
    throw new RangeError("hqs: expected finite weights of at least 0, not all of them 0");
  }
  const y = tidy((): Tensor4D => mul(root, given.y));
  return { splitting: { ...splitting, operator: weighOperator(operator, root, average!) }, y, root };
}

/**
 * √W A, for which the squared distance is weighted: ‖√W A x − √W y‖² = Σ w (A x − y)². It has a closed form
 * if A is diagonal. Otherwise (I + γ w̄ AᵀA)⁻¹ is its preconditioner, if A has that.
 *
 * @param root √w, a tensor that broadcasts to measurements and must outlive the operator.
 * @param average w̄, the mean weight.
 */
function weighOperator(operator: LinearOperator, root: Tensor4D, average: number): LinearOperator {
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
    ...(inverse && { precondition: (x, gamma) => inverse(x, gamma * average) }),
  });
}
