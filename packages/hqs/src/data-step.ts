import type { DataTerm, LinearOperator, ProxGradient } from "@genericdp/core";
import { add, mul, sub, sum, tidy, zerosLike } from "@tensorflow/tfjs-core";
import type { Scalar, Tensor4D } from "@tensorflow/tfjs-core";
import { backProject } from "./back-project.ts";

/** A measurement and its operator. */
export interface Measured {
  readonly operator: LinearOperator;
  readonly dataTerm?: DataTerm | undefined;
  readonly y: Tensor4D;
}

/**
 * The image that a trained process starts from: Aᵀy/(AᵀA 1), with the pixels that A does not see filled from
 * those around them.
 *
 * @returns a new tensor, of the shape of the images whose measurement is y.
 */
export function backProjection(operator: LinearOperator, y: Tensor4D): Tensor4D {
  return tidy(() => backProject(operator, y).estimate.clone());
}

/**
 * The data step of a trained process from u: the proximal map of the operator or the data term or, for an
 * operator that has a preconditioner P instead, one descent step,
 *
 *     u + γ P_γ Aᵀ(y − A u),
 *
 * which is the proximal map itself if P_γ = (I + γ AᵀA)⁻¹.
 *
 * @throws TypeError for an operator that has neither.
 */
export function dataStep({ operator, dataTerm, y }: Measured, u: Tensor4D, gamma: number): Tensor4D {
  if (dataTerm) return tidy(() => dataTerm.prox(u, y, gamma).clone());
  if (operator.proxL2) return operator.proxL2(u, y, gamma);
  return tidy(() => {
    const misfit: Tensor4D = sub(y, operator.forward(u));
    return add(u, mul(gamma, inverse(operator, y, gamma)(operator.adjoint(misfit))));
  });
}

/**
 * The gradient of ⟨dv, dataStep(u)⟩ with respect to u and γ. A preconditioner must be (I + γ CᵀC)⁻¹ for some
 * C.
 *
 * With M the inverse of the proximal map or preconditioner and w = M dv, the gradient with respect to u is dv
 * − γ AᵀA w, which is w if M is exact; with respect to γ, it is ⟨w, M Aᵀ(y − A u)⟩.
 *
 * @throws TypeError for an operator that has neither, or a data term without `proxGradient`.
 */
export function dataStepGradient(
  { operator, dataTerm, y }: Measured,
  dv: Tensor4D,
  u: Tensor4D,
  gamma: number,
): ProxGradient {
  if (dataTerm?.proxGradient) return dataTerm.proxGradient(dv, u, y, gamma);
  if (dataTerm) throw new TypeError(`dataStepGradient: expected ${dataTerm.name} with a proxGradient`);
  const apply = inverse(operator, y, gamma);
  const { z, byGamma } = tidy(() => {
    const w = apply(dv);
    const misfit: Tensor4D = sub(y, operator.forward(u));
    const step = apply(operator.adjoint(misfit));
    const change = operator.proxL2 ? w : sub(dv, mul(gamma, operator.adjoint(operator.forward(w))));
    return { z: change.clone() as Tensor4D, byGamma: sum(mul(w, step)) as Scalar };
  });
  return { z, gamma: byGamma };
}

/** (I + γ AᵀA)⁻¹, or the operator's approximation of it. */
function inverse(operator: LinearOperator, y: Tensor4D, gamma: number): (x: Tensor4D) => Tensor4D {
  const { proxL2, precondition } = operator;
  if (proxL2) return (x) => proxL2(x, zerosLike(y), gamma);
  if (precondition) return (x) => precondition(x, gamma);
  throw new TypeError(`dataStep: expected proxL2 or precondition of ${operator.name}, got neither`);
}
