import type { AdamState, LbfgsState } from "@genericdp/optim";

/** PSNR in dB, mean over the validation images, at each noise level. */
export interface Validation {
  readonly noiseLevels: readonly number[];
  readonly psnr: readonly number[];
  /** For each family trained, of degradations drawn once and for all. */
  readonly families?: Readonly<Record<string, number>>;
}

/** The parameters that did best in validation, by the sum of the PSNRs. */
export interface BestParameters {
  readonly step: number;
  /** Of the model that was validated: a greedy run trains one stage after the other. */
  readonly stages: number;
  readonly parameters: Float64Array;
  readonly validation: Validation;
}

/** A training run between two steps; with the recipe and the images it determines all that follows. */
export interface TrainingState {
  /** Steps done. */
  readonly step: number;
  /** Of all stages. */
  readonly parameters: Float64Array;
  /** Running average of the parameters. */
  readonly average: Float64Array;
  /** What the optimiser remembers; null where nothing was done yet. */
  readonly optimizer: AdamState | LbfgsState | null;
  /** Running mean of the loss, and what it was early in this segment: far above it the run has come apart. */
  readonly loss: { readonly smoothed: number; readonly reference: number } | null;
  readonly best: BestParameters | null;
}

/** Before the first step. */
export function initialState(parameters: ArrayLike<number>): TrainingState {
  const start = Float64Array.from(parameters);
  return { step: 0, parameters: start, average: start, optimizer: null, loss: null, best: null };
}
