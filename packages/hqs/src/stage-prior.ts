import type { Tensor4D } from "@tensorflow/tfjs-core";

/** The diffusion terms of a process of T stages, which can be run separately. */
export interface StagePrior {
  /** T. */
  readonly stageCount: number;
  /**
   * u − Σ_i k̄_i * φ_i(k_i * u) with the filters and influence functions of one stage, without the reaction
   * term.
   *
   * @param u `[batch, height, width, channels]`, gray levels 0..255; not changed.
   * @param stage t = 1 … T.
   * @param noiseLevel noise level at the start of a process of all stages, in gray levels, the same at every
   *   stage; for a prior whose influence functions depend on it.
   * @returns a new tensor of the shape of u.
   */
  diffuse(u: Tensor4D, stage: number, noiseLevel: number): Tensor4D;
}
