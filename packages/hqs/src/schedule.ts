import type { Tensor4D } from "@tensorflow/tfjs-core";

/** One iteration of a schedule: a data step with weight γ, then a step of the prior. */
export interface ScheduledStep {
  /** γ of the data step argmin_u ½‖u − z‖² + (γ/2)‖A u − y‖². */
  readonly gamma: number;
  /** Standard deviation of the error in u that the prior assumes, in gray levels (0..255). */
  readonly noiseLevel: number;
  /** The data step starts from z_{k−1} + momentum · (z_{k−1} − z_{k−2}). Default: 0. */
  readonly momentum?: number;
  /**
   * Moves z_k back towards u_k where A sees little of a pixel: z + relaxation · (1 − c)(u − z) with
   * c = AᵀA 1 / max AᵀA 1. Default: 0.
   */
  readonly relaxation?: number;
  /**
   * The flip or rotation of u that the prior sees, 0 … 7: mirrored horizontally (1), vertically (2), then
   * transposed (4). z is transformed back. Default: 0.
   */
  readonly orientation?: number;
  /**
   * Whether the data step of an operator without closed form is one preconditioned descent step from z
   * instead of conjugate gradients. Default: false.
   */
  readonly once?: boolean;
  /** Step of the prior: returns z, a new tensor of the shape of u, or a promise of it; u stays unchanged. */
  readonly apply: (u: Tensor4D) => Tensor4D | PromiseLike<Tensor4D>;
}

/**
 * Lists the iterations of half-quadratic splitting in order.
 *
 * @param noiseLevel σ of the measurement's noise, in gray levels.
 * @param prior the prior that the steps use.
 */
export type Schedule<Prior> = (noiseLevel: number, prior: Prior) => readonly ScheduledStep[];
