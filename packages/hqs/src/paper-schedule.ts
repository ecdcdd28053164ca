import { checkCount, checkPositive } from "./check-number.ts";
import type { Schedule } from "./schedule.ts";
import type { StagePrior } from "./stage-prior.ts";

export interface PaperScheduleOptions {
  /** Number of iterations, at most the number of the prior's stages. Default: all of them. */
  readonly iterations?: number;
}

/** √λ · σ, the noise level in z at the start of the schedule, which is the same for every σ. */
const START = 25.5;

/**
 * Factor by which β grows in each iteration, at the noise levels of the paper's experiments (section 3.5).
 */
const GROWTH = [
  [2.55, 1.8],
  [5.1, 1.7],
  [7.65, 1.6],
  [10.2, 1.5],
] as const;

/**
 * The schedule of Qiao et al., BMVC 2017, equations (10)–(13): iteration t runs the diffusion term of stage t
 * without reaction, and
 *
 *     λ = 100/(σ/2.55)²,   β_t = g^(t−1),   γ_t = λ/β_t,
 *
 * g = 1.8, 1.7, 1.6, 1.5 at σ = 2.55, 5.10, 7.65, 10.20, linear in between and constant outside. The noise
 * level of a step is √γ_t · σ = 25.5/√β_t; the prior gets that of the first one.
 *
 * @throws RangeError for iterations < 1; and, when it is used, for more iterations than stages.
 */
export function paperSchedule({ iterations }: PaperScheduleOptions = {}): Schedule<StagePrior> {
  if (iterations !== undefined) checkCount("paperSchedule: expected iterations", iterations, 1);
  return (noiseLevel, prior) => {
    checkPositive("paperSchedule: expected noiseLevel", noiseLevel);
    if (typeof prior?.diffuse !== "function") {
      throw new TypeError(`paperSchedule: expected a prior with diffuse(u, stage), got ${prior}`);
    }
    const length = iterations ?? prior.stageCount;
    if (!(length >= 1 && length <= prior.stageCount)) {
      throw new RangeError(
        `paperSchedule: expected at most as many iterations as the prior has stages, ${prior.stageCount}, ` +
          `got ${length}`,
      );
    }
    const g = growth(noiseLevel);
    return Array.from({ length }, (_, t) => {
      const gamma = (START / noiseLevel) ** 2 / g ** t;
      return {
        gamma,
        noiseLevel: Math.sqrt(gamma) * noiseLevel,
        apply: (u) => prior.diffuse(u, t + 1, START),
      };
    });
  };
}

function growth(noiseLevel: number): number {
  for (const [i, [level, factor]] of GROWTH.entries()) {
    if (noiseLevel > level) continue;
    const [before, factorBefore] = GROWTH[i - 1] ?? [level, factor];
    const share = level === before ? 0 : (level - noiseLevel) / (level - before);
    return factor + share * (factorBefore - factor);
  }
  return GROWTH.at(-1)![1];
}
