import type { Results } from "./results.ts";
import type { Trial } from "./trials.ts";

export interface RemainingTime {
  readonly seconds: number;
  /** The part of `seconds` that is based on measured groups; the rest is a guess. */
  readonly known: number;
}

/**
 * Estimates how many seconds the trials without a result will take.
 *
 * Measured groups use their own speed. For the others, the guess is multiplied by the median ratio of
 * measured to guessed time: a slow machine slows down every group.
 */
export function remainingTime(trials: readonly Trial[], results: Results): RemainingTime {
  const groups = new Map<string, { seconds: number; megapixels: number; guess: number }>();
  for (const { key, group, megapixels, guess } of trials) {
    const result = results.get(key);
    if (result === undefined) continue;
    const sum = groups.get(group) ?? { seconds: 0, megapixels: 0, guess };
    sum.seconds += result.seconds;
    sum.megapixels += megapixels;
    groups.set(group, sum);
  }
  const ratios = [...groups.values()]
    .map(({ seconds, megapixels, guess }) => seconds / megapixels / guess)
    .toSorted((a, b) => a - b);
  const slowness = ratios[Math.floor(ratios.length / 2)] ?? 1;
  let [seconds, known] = [0, 0];
  for (const { key, group, megapixels, guess } of trials) {
    if (results.get(key) !== undefined) continue;
    const speed = groups.get(group);
    const expected = megapixels * (speed ? speed.seconds / speed.megapixels : slowness * guess);
    seconds += expected;
    if (speed) known += expected;
  }
  return { seconds, known };
}

/** "about 12 minutes left", and how much of it is a guess. */
export function describeRemaining({ seconds, known }: RemainingTime): string {
  const about = seconds < 90 ? `${Math.ceil(seconds)} seconds` : duration(seconds);
  const guessed = 1 - known / Math.max(seconds, 1e-9);
  return `about ${about} left${guessed > 0.2 ? `, ${Math.round(100 * guessed)} % of that a guess` : ""}`;
}

function duration(seconds: number): string {
  const minutes = seconds / 60;
  return minutes < 90 ? `${Math.round(minutes)} minutes` : `${(minutes / 60).toFixed(1)} hours`;
}
