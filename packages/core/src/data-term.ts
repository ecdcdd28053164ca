import type { Scalar, Tensor4D } from "@tensorflow/tfjs-core";

/** The gradient of a data step. */
export interface ProxGradient {
  readonly z: Tensor4D;
  readonly gamma: Scalar;
}

/**
 * How badly an image x fits a measurement y: D(A x, y) of a linear map A. Squared distance, ½‖A x − y‖², is
 * what `LinearOperator.proxL2` stands for; a data term is any other, such as the negative logarithm of a
 * Poisson likelihood, or the indicator of a quantisation interval (0 inside, ∞ outside).
 *
 * Takes and gives tensors `[batch, height, width, channels]`, gray levels 0..255, leaves what it is given
 * unchanged and leaks no tensor.
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
   * The gradient of ⟨dx, prox(z, y, γ)⟩ by z and by γ, which training through the data step needs.
   *
   * @param dx of the shape of z.
   */
  proxGradient?(dx: Tensor4D, z: Tensor4D, y: Tensor4D, gamma: number): ProxGradient;
  /** D(A x, y); `Infinity` where y is impossible. For tests: no solver needs it. */
  value(x: Tensor4D, y: Tensor4D): Scalar;
}
