import type { Scalar, Tensor4D } from "@tensorflow/tfjs-core";

/** The gradient of a data step. */
export interface ProxGradient {
  readonly z: Tensor4D;
  readonly gamma: Scalar;
}

/**
 * A distance D(A x, y) between an image x and a measurement y, with a linear map A. For the squared distance,
 * ½‖A x − y‖², there is `LinearOperator.proxL2`; a data term is any other distance, such as the negative
 * logarithm of a Poisson likelihood, or the indicator of a quantisation interval (0 inside, ∞ outside).
 *
 * Its functions take and return tensors `[batch, height, width, channels]` of gray levels 0..255, leave their
 * inputs unchanged and leak no tensors.
 */
export interface DataTerm {
  readonly name: string;
  /**
   * argmin_x ½‖x − z‖² + γ D(A x, y), a solver's data step.
   *
   * @param gamma γ ≥ 0.
   */
  prox(z: Tensor4D, y: Tensor4D, gamma: number): Tensor4D;
  /**
   * The gradient of ⟨dx, prox(z, y, γ)⟩ with respect to z and γ, for training through the data step.
   *
   * @param dx of the shape of z.
   */
  proxGradient?(dx: Tensor4D, z: Tensor4D, y: Tensor4D, gamma: number): ProxGradient;
  /** D(A x, y); `Infinity` if y is impossible. Only tests use it. */
  value(x: Tensor4D, y: Tensor4D): Scalar;
}
