import type { AdamState, LbfgsState } from "@genericdp/optim";

/** Mean PSNR of the validation images in dB, at each noise level. */
export interface Validation {
  readonly noiseLevels: readonly number[];
  readonly psnr: readonly number[];
  /** For each trained family, with fixed degradations. */
  readonly families?: Readonly<Record<string, number>>;
}

/** The best parameters in validation, by the sum of the PSNRs. */
export interface BestParameters {
  readonly step: number;
  /** Number of stages of the validated model, because a greedy run trains one stage after the other. */
  readonly stages: number;
  readonly parameters: Float64Array;
  readonly validation: Validation;
}

/** A training run between two steps. Together with recipe and images, it determines the rest of the run. */
export interface TrainingState {
  /** Number of steps done. */
  readonly step: number;
  /** Parameters of all stages. */
  readonly parameters: Float64Array;
  /** Running average of the parameters. */
  readonly average: Float64Array;
  /** State of the optimiser; null before its first step. */
  readonly optimizer: AdamState | LbfgsState | null;
  /**
   * Running mean of the loss, and its value early in this segment. A loss far above that means divergence.
   */
  readonly loss: { readonly smoothed: number; readonly reference: number } | null;
  readonly best: BestParameters | null;
}

/** Before the first step. */
export function initialState(parameters: ArrayLike<number>): TrainingState {
  const start = Float64Array.from(parameters);
  return { step: 0, parameters: start, average: start, optimizer: null, loss: null, best: null };
}
