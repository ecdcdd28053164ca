import { GenericDPError } from "@genericdp/core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/** The result of conjugate gradients that did not converge. */
export interface LinearSolution {
  /** The last iterate; the receiver must dispose of it. */
  readonly estimate: Tensor4D;
  /** Its estimated error, in the measure of the tolerance. */
  readonly error: number;
  /** Number of iterations. */
  readonly iterations: number;
}

/**
 * Conjugate gradients reached the maximum number of iterations before the tolerance. If you catch this error,
 * dispose of its `estimate`.
 */
export class NotConverged extends GenericDPError implements LinearSolution {
  override readonly name = "NotConverged";
  override readonly code = "not-converged";
  readonly estimate: Tensor4D;
  readonly error: number;
  readonly iterations: number;

  constructor(message: string, { estimate, error, iterations }: LinearSolution) {
    super(message);
    this.estimate = estimate;
    this.error = error;
    this.iterations = iterations;
  }
}
