import { GenericDPError } from "@genericdp/core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/** How far conjugate gradients came. */
export interface LinearSolution {
  /** The last iterate. Whoever receives it must dispose of it. */
  readonly estimate: Tensor4D;
  /** Its error as estimated, in the measure of the tolerance. */
  readonly error: number;
  /** How many iterations were run. */
  readonly iterations: number;
}

/**
 * Conjugate gradients reached the largest number of iterations before the tolerance. Whoever catches this
 * error must dispose of `estimate`.
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
