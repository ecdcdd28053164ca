/** Noise of the same level in all planes, and the factors by which the planes are multiplied to get it. */
export interface EvenLevels {
  readonly level: number;
  readonly factors: readonly number[];
}

/** Minimum of the levels used for the factors, in gray levels and as a share of the largest level. */
const LEAST = 0.5;
const LEAST_SHARE = 0.15;

/**
 * Computes factors that bring planes with different noise levels to a common one, their root mean square,
 * because a model that processes all planes at once takes one noise level.
 *
 * @param levels in gray levels, one per plane. Planes that are nearly free of noise count as slightly noisy,
 * so that no factor is extreme.
 */
export function evenLevels(levels: readonly number[]): EvenLevels {
  const least = Math.max(LEAST, LEAST_SHARE * Math.max(...levels));
  const raised = levels.map((level) => Math.max(level, least));
  const level = Math.sqrt(raised.reduce((sum, each) => sum + each * each, 0) / raised.length);
  return { level, factors: raised.map((each) => level / each) };
}
