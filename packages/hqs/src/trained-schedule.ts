import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { Schedule } from "./schedule.ts";

/** One stage of a process that was trained together with its data steps. */
export interface TrainedStage {
  /** γ of the data step argmin_v ½‖v − u‖² + (γ/2)‖A v − y‖². */
  readonly gamma: number;
  /** v minus the diffusion term, of the shape of v; v is not disposed. */
  diffuse(v: Tensor4D): Tensor4D;
}

/**
 * Runs a process through a degradation as it was trained: one iteration per stage, each with a data step and
 * the diffusion of the stage. Start from {@link backProjection}, as in training.
 *
 * @param stages the stages returned by `through` of a model.
 */
export function trainedSchedule(stages: readonly TrainedStage[]): Schedule<unknown> {
  return (noiseLevel) =>
    stages.map(({ gamma, diffuse }) => ({ gamma, noiseLevel, once: true, apply: diffuse }));
}
