import { randomStream } from "@genericdp/core";

/** Reproducible numbers, uniform in [−1, 1). */
export function signedNumbers(seed: number): () => number {
  const random = randomStream(seed);
  return () => 2 * random.uniform() - 1;
}
