import { parseArchitecture } from "@genericdp/model";
import type { Architecture } from "@genericdp/model";
import { noiseQuantile } from "./noise-quantile.ts";
import type { NoiseDistribution } from "./noise-quantile.ts";
import { DEGRADED_MULTIPLE, DRAWN_FAMILIES } from "./degraded-patches.ts";
import { parsePhase } from "./phase.ts";
import type { Phase } from "./phase.ts";
import { fieldReader } from "./recipe-fields.ts";
import type { FieldReader } from "./recipe-fields.ts";

/** Everything that determines a training run, except for the images. */
export interface Recipe extends NoiseDistribution {
  readonly name: string;
  readonly seed: number;
  readonly architecture: Architecture;
  /**
   * Number of parts of a batch, whose gradients are computed separately and added in order, so that the sum
   * does not depend on the workers.
   */
  readonly shards: number;
  /** Side of a patch, and width of the rim that the loss ignores, in pixels. */
  readonly patch: number;
  readonly margin: number;
  /**
   * Noise levels are min + (max − min) q^exponent with q uniform: above 1, low levels are more frequent.
   * Absent if there are `noiseQuantiles`.
   */
  readonly noiseExponent?: number;
  /**
   * Evenly spaced quantiles of the noise levels, including the lowest and the highest level, with linear
   * interpolation between them.
   */
  readonly noiseQuantiles?: readonly number[];
  /**
   * The loss of a patch is log(MSE + offset · σ): 0 gives every patch the same weight, larger values favour
   * textured patches.
   */
  readonly lossOffset: number;
  /** The degradation of clean patches: "gaussian" noise, or one passed to `train`. */
  readonly degradation: string;
  /**
   * The kinds of the parts of a batch, which alternate: "noise" as above, or a family of the architecture
   * with randomly drawn degradations. Default: only "noise".
   */
  readonly families?: readonly string[];
  /** Noise levels of validation, in ascending order. Default: four quantiles of the training levels. */
  readonly validationLevels: readonly number[];
  /** The phases in order; each continues from the previous one. */
  readonly phases: readonly Phase[];
}

const DEFAULTS = {
  seed: 1,
  shards: 2,
  patch: 64,
  margin: 4,
  noiseExponent: 1.5,
  lossOffset: 1,
  degradation: "gaussian",
} as const;

/**
 * Reads a recipe from JSON, with defaults for missing fields.
 *
 * @throws TypeError or RangeError naming the field, what was expected and what it got.
 */
export function parseRecipe(value: unknown): Recipe {
  const known = [
    ...Object.keys(DEFAULTS),
    "name",
    "architecture",
    "phases",
    "noiseQuantiles",
    "families",
    "validationLevels",
  ];
  const fields = fieldReader("recipe", value, DEFAULTS, known);
  const name = fields.value("name");
  if (typeof name !== "string" || name === "") {
    throw new TypeError(`recipe: expected a name, got ${JSON.stringify(name)}`);
  }
  const phases = fields.value("phases");
  if (!Array.isArray(phases) || phases.length === 0) {
    throw new TypeError(`recipe: expected a list of phases, got ${JSON.stringify(phases)}`);
  }
  const architecture = parseArchitecture(fields.value("architecture"));
  const degradation = fields.value("degradation");
  if (typeof degradation !== "string" || degradation === "") {
    throw new TypeError(`recipe: expected a name for degradation, got ${JSON.stringify(degradation)}`);
  }
  const distribution = {
    architecture,
    ...(fields.given("noiseQuantiles")
      ? { noiseQuantiles: parseQuantiles(fields, architecture) }
      : { noiseExponent: fields.number("noiseExponent", 0.1, 10) }),
  };
  const recipe: Recipe = {
    name,
    seed: fields.wholeNumber("seed", 0, Number.MAX_SAFE_INTEGER),
    ...distribution,
    shards: fields.wholeNumber("shards", 1, 1024),
    patch: fields.wholeNumber("patch", 8, 4096),
    margin: fields.wholeNumber("margin", 0, 2048),
    lossOffset: fields.number("lossOffset", 0, 1e6),
    degradation,
    ...(fields.given("families") && { families: parseFamilies(fields.value("families"), architecture) }),
    validationLevels: fields.given("validationLevels")
      ? parseLevels(fields, "validationLevels", architecture, 1)
      : [1 / 8, 3 / 8, 5 / 8, 7 / 8].map((q) => round(noiseQuantile(distribution, q))),
    phases: phases.map(parsePhase),
  };
  const { shards, margin, patch } = recipe;
  for (const { batch } of recipe.phases) {
    if (shards > batch) throw new RangeError(`recipe: expected shards ≤ batch, got ${shards} > ${batch}`);
  }
  if (2 * margin >= patch) {
    throw new RangeError(`recipe: expected a margin below half the patch of ${patch}, got ${margin}`);
  }
  if (recipe.families !== undefined && patch % DEGRADED_MULTIPLE !== 0) {
    const wanted = `a patch that is a multiple of ${DEGRADED_MULTIPLE}`;
    throw new RangeError(`recipe: expected ${wanted} for families, got ${patch}`);
  }
  return recipe;
}

function parseFamilies(value: unknown, { channels, families = [] }: Architecture): readonly string[] {
  const known = families.map(({ name }) => name).filter((name) => DRAWN_FAMILIES.includes(name));
  const names = ["noise", ...(channels === 1 ? known : [])];
  const isKnown = (name: unknown): boolean => typeof name === "string" && names.includes(name);
  if (Array.isArray(value) && value.length > 0 && value.every(isKnown)) return value;
  throw new TypeError(
    `recipe: expected a list of ${names.join(", ")} for families, got ${JSON.stringify(value)}`,
  );
}

/** Rounds to three digits. */
function round(level: number): number {
  return Number(level.toPrecision(3));
}

function parseQuantiles(fields: FieldReader, architecture: Architecture): readonly number[] {
  if (fields.given("noiseExponent")) {
    throw new TypeError("recipe: expected noiseExponent or noiseQuantiles, got both");
  }
  return parseLevels(fields, "noiseQuantiles", architecture, 2);
}

function parseLevels(
  fields: FieldReader,
  field: string,
  { noiseRange: { min, max } }: Architecture,
  least: number,
): readonly number[] {
  const levels = fields.value(field);
  const rises = (level: unknown, i: number, all: readonly unknown[]): boolean =>
    typeof level === "number" && level >= min && level <= max && (i === 0 || level >= Number(all[i - 1]));
  if (!Array.isArray(levels) || levels.length < least || !levels.every(rises)) {
    const count = least === 1 ? "one or more" : "two or more";
    const wanted = `${count} noise levels from ${min} to ${max}, none below the one before it,`;
    throw new RangeError(`recipe: expected ${wanted} for ${field}, got ${JSON.stringify(levels)}`);
  }
  return levels;
}
