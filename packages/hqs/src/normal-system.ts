import type { LinearOperator } from "@genericdp/core";
import { add, divNoNan, mul, scalar, sub } from "@tensorflow/tfjs-core";
import type { Scalar, Tensor4D, TensorContainerObject } from "@tensorflow/tfjs-core";
import { dot } from "./dot.ts";

/** M x = b with M = R + γ AᵀA and b = R z + γ Aᵀ y, the minimum of ½⟨x − z, R (x − z)⟩ + (γ/2)‖A x − y‖². */
export interface NormalSystem {
  readonly operator: LinearOperator;
  readonly gamma: number;
  /** R, which measures the distance from z. Default: the identity. */
  readonly metric?: (x: Tensor4D) => Tensor4D;
}

/** The state of conjugate gradients. */
export interface NormalState extends TensorContainerObject {
  readonly x: Tensor4D;
  /** Residual b − M x. */
  readonly r: Tensor4D;
  /** Direction of the next step. */
  readonly p: Tensor4D;
  /** ⟨r, P r⟩ with the operator's preconditioner P; ‖r‖² without one. */
  readonly rPr: Scalar;
  /** ‖r‖². */
  readonly rr: Scalar;
  /** Decrease of ‖x − z‖² + γ ‖A x − y‖² in the last step. */
  readonly gain: Scalar;
}

export interface NormalStart {
  readonly state: NormalState;
  /** ‖x − z‖² + γ ‖A x − y‖² at the start. */
  readonly objective: Scalar;
  /** The same for x = 0, a scale for the objective. */
  readonly scale: Scalar;
}

/** To be called within tidy. */
export function beginSolve(
  { operator, gamma, metric = same }: NormalSystem,
  z: Tensor4D,
  y: Tensor4D,
  start: Tensor4D,
): NormalStart {
  // Computed from z − x and y − A x instead of b − M x, where large numbers would cancel.
  const offset: Tensor4D = sub(z, start);
  const misfit: Tensor4D = sub(y, operator.forward(start));
  const pull = metric(offset);
  const r: Tensor4D = add(pull, mul(gamma, operator.adjoint(misfit)));
  const p = precondition(operator, gamma, r);
  const weigh = (a: Tensor4D, b: Tensor4D): Scalar => add(dot(a, metric(a)), mul(gamma, dot(b, b)));
  return {
    state: { x: start.clone(), r, p, rPr: dot(r, p), rr: dot(r, r), gain: scalar(0) },
    objective: weigh(offset, misfit),
    scale: weigh(z, y),
  };
}

/** One step; to be called within tidy. */
export function advanceSolve(
  { operator, gamma, metric = same }: NormalSystem,
  { x, r, p, rPr }: NormalState,
): NormalState {
  const q: Tensor4D = add(metric(p), mul(gamma, operator.adjoint(operator.forward(p))));
  // An exact solution stays unchanged: 0/0 counts as 0.
  const alpha: Scalar = divNoNan(rPr, dot(p, q));
  const left: Tensor4D = sub(r, mul(alpha, q));
  const steepest = precondition(operator, gamma, left);
  const next = dot(left, steepest);
  return {
    x: add(x, mul(alpha, p)),
    r: left,
    p: add(steepest, mul(divNoNan(next, rPr), p)),
    rPr: next,
    rr: dot(left, left),
    gain: mul(alpha, rPr),
  };
}

function precondition(operator: LinearOperator, gamma: number, r: Tensor4D): Tensor4D {
  return operator.precondition?.(r, gamma) ?? r.clone();
}

function same(x: Tensor4D): Tensor4D {
  return x;
}
