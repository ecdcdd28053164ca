import type { Adam, AdamState } from "@genericdp/optim";

/** A training run between two steps; with the recipe and the images it determines all that follows. */
export interface TrainingState {
  /** Steps done. */
  readonly step: number;
  readonly parameters: Float64Array;
  /** Running average of the parameters. */
  readonly average: Float64Array;
  readonly moments: AdamState;
}

export function initialState(parameters: Float32Array, optimizer: Adam): TrainingState {
  return {
    step: 0,
    parameters: Float64Array.from(parameters),
    average: Float64Array.from(parameters),
    moments: optimizer.init(parameters.length),
  };
}
