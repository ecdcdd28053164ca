export interface CosineScheduleOptions {
  /** Total number of steps. */
  readonly steps: number;
  readonly peak: number;
  /** Learning rate at the last step. */
  readonly final?: number;
  /** Steps of linear rise at the start. */
  readonly warmup?: number;
}

/** The learning rate at `step` (from 0): linear up to `peak`, then half a cosine down to `final`. */
export function cosineSchedule(
  step: number,
  { steps, peak, final = 0, warmup = 0 }: CosineScheduleOptions,
): number {
  if (step < warmup) return (peak * (step + 1)) / warmup;
  const progress = Math.min(1, (step - warmup) / Math.max(1, steps - 1 - warmup));
  return final + (peak - final) * 0.5 * (1 + Math.cos(Math.PI * progress));
}
