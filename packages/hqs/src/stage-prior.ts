import type { Tensor4D } from "@tensorflow/tfjs-core";

/** The diffusion terms of a process of T stages, each of which can be run by itself. */
export interface StagePrior {
  /** T. */
  readonly stageCount: number;
  /**
   * u − Σ_i k̄_i * φ_i(k_i * u) with the filters and influence functions of one stage, without reaction term.
   *
   * @param u `[batch, height, width, channels]`, gray levels 0..255; stays as it is.
   * @param stage t = 1 … T.
   * @param noiseLevel what a process of all stages would start from, in gray levels, the same at every stage;
   *   for a prior whose influence functions depend on it.
   * @returns a new tensor of u's shape.
   */
  diffuse(u: Tensor4D, stage: number, noiseLevel: number): Tensor4D;
}
