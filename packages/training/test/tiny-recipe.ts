import type { TrainingProgress } from "../src/index.ts";

/** A short phase. */
export const adamPhase = {
  optimizer: "adam",
  steps: 40,
  batch: 4,
  warmup: 3,
  validateEvery: 40,
  averaging: 0.9,
  learningRates: { coefficients: 0.01, influence: 0.01, reaction: 0.05, gain: 0.05 },
} as const;

/** A recipe that trains in no time, as JSON. */
export const tiny: { readonly architecture: object; readonly [field: string]: unknown } = {
  name: "tiny",
  validationLevels: [5, 15, 25, 50],
  patch: 12,
  margin: 2,
  architecture: {
    stages: 2,
    scales: [{ filters: 2, size: 3 }],
    influence: { centres: 31, radius: 300 },
    reaction: { knots: [5, 50] },
    gain: { knots: [5, 50] },
    noiseRange: { min: 5, max: 50 },
  },
  phases: [adamPhase],
};

/** Everything that a run yields, or everything up to a step. */
export async function collect(
  steps: AsyncIterable<TrainingProgress>,
  until: number = Infinity,
): Promise<TrainingProgress[]> {
  const all: TrainingProgress[] = [];
  for await (const progress of steps) {
    all.push(progress);
    if (progress.step === until) break;
  }
  return all;
}
