import type { Tensor4D } from "@tensorflow/tfjs-core";

/** One iteration of a schedule: a data step with weight γ, then a step of the prior. */
export interface ScheduledStep {
  /** γ of the data step argmin_u ½‖u − z‖² + (γ/2)‖A u − y‖². */
  readonly gamma: number;
  /** Standard deviation of the error that the prior's step takes u to have, in gray levels (0..255). */
  readonly noiseLevel: number;
  /** The data step starts from z_{k−1} + momentum · (z_{k−1} − z_{k−2}); 0 unless given. */
  readonly momentum?: number;
  /**
   * z_k goes back to u_k by this share of what A does not see of a pixel: z + relaxation · (1 − c)(u − z),
   * c = AᵀA 1 / max AᵀA 1. 0 unless given.
   */
  readonly relaxation?: number;
  /**
   * Which of the eight flips and turns of u the prior sees, 0 … 7: mirrored left and right (1), top and
   * bottom (2), then transposed (4). z is turned back. Default: 0.
   */
  readonly orientation?: number;
  /** The prior's step: z of u, a new tensor of u's shape, or a promise of it; u stays as it is. */
  readonly apply: (u: Tensor4D) => Tensor4D | PromiseLike<Tensor4D>;
}

/**
 * Says what each iteration of half-quadratic splitting does, the first one first.
 *
 * @param noiseLevel σ of the measurement's noise, in gray levels.
 * @param prior what the steps of the prior are made of.
 */
export type Schedule<Prior> = (noiseLevel: number, prior: Prior) => readonly ScheduledStep[];
