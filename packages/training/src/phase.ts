import type { ParameterKind } from "@genericdp/model";
import { fieldReader } from "./recipe-fields.ts";

interface CommonPhase {
  /**
   * "joint" trains all stages at once for the result of the last one; "greedy" trains one after the other,
   * each for its own result, with the previous stages fixed.
   */
  readonly stages: "joint" | "greedy";
  /** Steps of the optimiser; for "greedy", of each stage. */
  readonly steps: number;
  /** Steps between two validations. */
  readonly validateEvery: number;
}

/** Adam, with new patches in every step unless `patches` is given. */
export interface AdamPhase extends CommonPhase {
  readonly optimizer: "adam";
  /** Patches per step. */
  readonly batch: number;
  /** Total number of patches, which are reused with the same noise; 0 draws new ones in every step. */
  readonly patches: number;
  /**
   * Peak learning rate of each kind of parameter; linear warm-up, then a cosine down to `finalRate` of it.
   */
  readonly learningRates: Readonly<Record<ParameterKind, number>>;
  readonly warmup: number;
  readonly finalRate: number;
  /** Decay of the running average of the parameters that is exported; 0 exports the parameters themselves. */
  readonly averaging: number;
}

/** L-BFGS on a fixed set of patches, as in the paper (3.1). */
export interface LbfgsPhase extends CommonPhase {
  readonly optimizer: "lbfgs";
  /** Total number of patches. */
  readonly batch: number;
  /** Number of pairs that the optimiser keeps. */
  readonly memory: number;
}

/** A part of a training run with one optimiser and one order of the stages. */
export type Phase = AdamPhase | LbfgsPhase;

const COMMON = { stages: "joint", validateEvery: 500 } as const;
const ADAM = {
  batch: 16,
  patches: 0,
  warmup: 100,
  finalRate: 0.01,
  averaging: 0.999,
  learningRates: {},
} as const;
const LBFGS = { batch: 4000, memory: 5, validateEvery: 10 } as const;
const RATES: Readonly<Record<ParameterKind, number>> = {
  coefficients: 2e-3,
  influence: 2e-3,
  reaction: 1e-2,
  gain: 1e-2,
  mapCoefficients: 2e-3,
  mapInfluence: 2e-3,
  mapSynthesis: 5e-3,
  familyPenalty: 1e-2,
  familyGain: 1e-2,
};

/**
 * Reads one phase from JSON, with defaults for missing fields.
 *
 * @throws TypeError or RangeError naming the field, what was expected and what it got.
 */
export function parsePhase(value: unknown, index: number): Phase {
  const where = `recipe: phase ${index + 1}`;
  const isLbfgs =
    typeof value === "object" && value !== null && "optimizer" in value && value.optimizer === "lbfgs";
  const defaults = { optimizer: "adam", ...COMMON, ...(isLbfgs ? LBFGS : ADAM) };
  const fields = fieldReader(where, value, defaults, [...Object.keys(defaults), "steps"]);
  const common = {
    stages: fields.choice("stages", ["joint", "greedy"]),
    steps: fields.wholeNumber("steps", 1, 1e9),
    batch: fields.wholeNumber("batch", 1, 1e6),
    validateEvery: fields.wholeNumber("validateEvery", 1, 1e9),
  };
  if (fields.choice("optimizer", ["adam", "lbfgs"]) === "lbfgs") {
    return { optimizer: "lbfgs", ...common, memory: fields.wholeNumber("memory", 1, 1000) };
  }
  const patches = fields.wholeNumber("patches", 0, 1e9);
  if (patches % common.batch !== 0) {
    const wanted = `a multiple of the batch of ${common.batch} for patches`;
    throw new RangeError(`${where}: expected ${wanted}, got ${patches}`);
  }
  return {
    optimizer: "adam",
    ...common,
    patches,
    learningRates: parseRates(where, fields.value("learningRates")),
    warmup: fields.wholeNumber("warmup", 0, 1e9),
    finalRate: fields.number("finalRate", 0, 1),
    averaging: fields.number("averaging", 0, 0.999999),
  };
}

function parseRates(where: string, value: unknown): Record<ParameterKind, number> {
  const kinds = Object.keys(RATES) as ParameterKind[];
  const fields = fieldReader(`${where}: learningRates`, value, RATES, kinds);
  return Object.fromEntries(kinds.map((kind) => [kind, fields.number(kind, 0, 1e6)])) as Record<
    ParameterKind,
    number
  >;
}
