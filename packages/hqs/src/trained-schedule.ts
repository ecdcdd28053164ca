import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { Schedule } from "./schedule.ts";

/** One stage of a process that was trained together with its data steps. */
export interface TrainedStage {
  /** γ of the data step argmin_v ½‖v − u‖² + (γ/2)‖A v − y‖². */
  readonly gamma: number;
  /** v less the diffusion term, of v's shape; v stays the caller's. */
  diffuse(v: Tensor4D): Tensor4D;
}

/**
 * Runs a trained process through a degradation, as it was trained: one iteration a stage, in each a data step
 * and the stage's diffusion. Start from {@link backProjection}, as training did.
 *
 * @param stages as `through` of a model gives them.
 */
export function trainedSchedule(stages: readonly TrainedStage[]): Schedule<unknown> {
  return (noiseLevel) =>
    stages.map(({ gamma, diffuse }) => ({ gamma, noiseLevel, once: true, apply: diffuse }));
}
