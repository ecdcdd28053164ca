import { parseArchitecture } from "@genericdp/model";
import type { Architecture, ParameterKind } from "@genericdp/model";

/** Everything that decides what a training run does, apart from the images. */
export interface Recipe {
  readonly name: string;
  readonly seed: number;
  readonly architecture: Architecture;
  /** Optimiser steps in all. */
  readonly steps: number;
  /** Patches a step. */
  readonly batch: number;
  /**
   * Parts of a batch whose gradients are made apart and added in order: the sum does not depend on the
   * workers.
   */
  readonly shards: number;
  /** Side of a patch, and the width of its rim that the loss leaves out, in pixels. */
  readonly patch: number;
  readonly margin: number;
  /** Noise levels are min + (max − min) q^exponent with q uniform: above 1, low levels come more often. */
  readonly noiseExponent: number;
  /**
   * The loss of a patch is log(MSE + offset · σ): 0 weighs every patch alike, larger values favour the
   * textured ones.
   */
  readonly lossOffset: number;
  /**
   * Peak learning rate of each kind of parameter; linear warm-up, then a cosine down to `finalRate` of it.
   */
  readonly learningRates: Readonly<Record<ParameterKind, number>>;
  readonly warmup: number;
  readonly finalRate: number;
  /** Decay of the running average of the parameters that is exported; 0 exports the parameters themselves. */
  readonly averaging: number;
  /** Steps between two validations. */
  readonly validateEvery: number;
}

const DEFAULTS = {
  seed: 1,
  batch: 16,
  shards: 2,
  patch: 64,
  margin: 4,
  noiseExponent: 1.5,
  lossOffset: 1,
  learningRates: { coefficients: 2e-3, influence: 2e-3, reaction: 1e-2, gain: 1e-2 },
  warmup: 100,
  finalRate: 0.01,
  averaging: 0.999,
  validateEvery: 500,
} as const;

/**
 * Reads a recipe from JSON, with defaults for what it leaves out.
 *
 * @throws TypeError or RangeError naming the field, what was expected and what came.
 */
export function parseRecipe(value: unknown): Recipe {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError(`recipe: expected an object, got ${JSON.stringify(value)}`);
  }
  const source: Record<string, unknown> = { ...DEFAULTS, ...value };
  const unknown = Object.keys(source).find(
    (key) => !(key in DEFAULTS) && !["name", "architecture", "steps"].includes(key),
  );
  if (unknown !== undefined) throw new TypeError(`recipe: expected a known field, got "${unknown}"`);
  if (typeof source["name"] !== "string" || source["name"] === "") {
    throw new TypeError(`recipe: expected a name, got ${JSON.stringify(source["name"])}`);
  }
  const number = (field: string, least: number, most: number, whole: boolean): number => {
    const given = source[field];
    if (
      typeof given !== "number" ||
      !(given >= least && given <= most) ||
      (whole && !Number.isInteger(given))
    ) {
      const kind = whole ? "a whole number" : "a number";
      throw new RangeError(
        `recipe: expected ${kind} from ${least} to ${most} for ${field}, got ${JSON.stringify(given)}`,
      );
    }
    return given;
  };
  const recipe: Recipe = {
    name: source["name"],
    seed: number("seed", 0, Number.MAX_SAFE_INTEGER, true),
    architecture: parseArchitecture(source["architecture"]),
    steps: number("steps", 1, 1e9, true),
    batch: number("batch", 1, 65_536, true),
    shards: number("shards", 1, 1024, true),
    patch: number("patch", 8, 4096, true),
    margin: number("margin", 0, 2048, true),
    noiseExponent: number("noiseExponent", 0.1, 10, false),
    lossOffset: number("lossOffset", 0, 1e6, false),
    learningRates: parseRates(source["learningRates"]),
    warmup: number("warmup", 0, 1e9, true),
    finalRate: number("finalRate", 0, 1, false),
    averaging: number("averaging", 0, 0.999999, false),
    validateEvery: number("validateEvery", 1, 1e9, true),
  };
  if (recipe.shards > recipe.batch)
    throw new RangeError(`recipe: expected shards ≤ batch, got ${recipe.shards} > ${recipe.batch}`);
  if (2 * recipe.margin >= recipe.patch) {
    throw new RangeError(
      `recipe: expected a margin below half the patch of ${recipe.patch}, got ${recipe.margin}`,
    );
  }
  return recipe;
}

function parseRates(value: unknown): Record<ParameterKind, number> {
  const given: Record<string, unknown> = { ...DEFAULTS.learningRates, ...(value as object) };
  const rate = (kind: ParameterKind): number => {
    const number = given[kind];
    if (typeof number !== "number" || !(number >= 0 && Number.isFinite(number))) {
      throw new RangeError(`recipe: expected a learning rate ≥ 0 for ${kind}, got ${JSON.stringify(number)}`);
    }
    return number;
  };
  return {
    coefficients: rate("coefficients"),
    influence: rate("influence"),
    reaction: rate("reaction"),
    gain: rate("gain"),
  };
}
