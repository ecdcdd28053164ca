/** Noise of one level in all planes, and what each plane is multiplied by to have it. */
export interface EvenLevels {
  readonly level: number;
  readonly factors: readonly number[];
}

/** Levels below this, in gray levels, or below this share of the largest count as such. */
const LEAST = 0.5;
const LEAST_SHARE = 0.15;

/**
 * Factors that bring planes with noise levels of their own to a common one, their root mean square: a model
 * that sees all planes at once takes one noise level.
 *
 * @param levels in gray levels, one a plane. What is nearly free of noise counts as having a little, so that
 *   no factor is extreme.
 */
export function evenLevels(levels: readonly number[]): EvenLevels {
  const least = Math.max(LEAST, LEAST_SHARE * Math.max(...levels));
  const raised = levels.map((level) => Math.max(level, least));
  const level = Math.sqrt(raised.reduce((sum, each) => sum + each * each, 0) / raised.length);
  return { level, factors: raised.map((each) => level / each) };
}
