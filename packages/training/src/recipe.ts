import { parseArchitecture } from "@genericdp/model";
import type { Architecture } from "@genericdp/model";
import { parsePhase } from "./phase.ts";
import type { Phase } from "./phase.ts";
import { fieldReader } from "./recipe-fields.ts";
import type { FieldReader } from "./recipe-fields.ts";

/** Everything that decides what a training run does, apart from the images. */
export interface Recipe {
  readonly name: string;
  readonly seed: number;
  readonly architecture: Architecture;
  /**
   * Parts of a batch whose gradients are made apart and added in order: the sum does not depend on the
   * workers.
   */
  readonly shards: number;
  /** Side of a patch, and the width of its rim that the loss leaves out, in pixels. */
  readonly patch: number;
  readonly margin: number;
  /**
   * Noise levels are min + (max − min) q^exponent with q uniform: above 1, low levels come more often. Absent
   * where there are `noiseQuantiles`.
   */
  readonly noiseExponent?: number;
  /**
   * Evenly spaced quantiles of the noise levels, the least and the largest level included, and straight lines
   * between them.
   */
  readonly noiseQuantiles?: readonly number[];
  /**
   * The loss of a patch is log(MSE + offset · σ): 0 weighs every patch alike, larger values favour the
   * textured ones.
   */
  readonly lossOffset: number;
  /** One after the other; each goes on from where the one before it ended. */
  readonly phases: readonly Phase[];
}

const DEFAULTS = { seed: 1, shards: 2, patch: 64, margin: 4, noiseExponent: 1.5, lossOffset: 1 } as const;

/**
 * Reads a recipe from JSON, with defaults for what it leaves out.
 *
 * @throws TypeError or RangeError naming the field, what was expected and what came.
 */
export function parseRecipe(value: unknown): Recipe {
  const known = [...Object.keys(DEFAULTS), "name", "architecture", "phases", "noiseQuantiles"];
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
  const recipe: Recipe = {
    name,
    seed: fields.wholeNumber("seed", 0, Number.MAX_SAFE_INTEGER),
    architecture,
    shards: fields.wholeNumber("shards", 1, 1024),
    patch: fields.wholeNumber("patch", 8, 4096),
    margin: fields.wholeNumber("margin", 0, 2048),
    ...(fields.given("noiseQuantiles")
      ? { noiseQuantiles: parseQuantiles(fields, architecture) }
      : { noiseExponent: fields.number("noiseExponent", 0.1, 10) }),
    lossOffset: fields.number("lossOffset", 0, 1e6),
    phases: phases.map(parsePhase),
  };
  const { shards, margin, patch } = recipe;
  for (const { batch } of recipe.phases) {
    if (shards > batch) throw new RangeError(`recipe: expected shards ≤ batch, got ${shards} > ${batch}`);
  }
  if (2 * margin >= patch) {
    throw new RangeError(`recipe: expected a margin below half the patch of ${patch}, got ${margin}`);
  }
  return recipe;
}

function parseQuantiles(fields: FieldReader, { noiseRange }: Architecture): readonly number[] {
  if (fields.given("noiseExponent")) {
    throw new TypeError("recipe: expected noiseExponent or noiseQuantiles, got both");
  }
  const quantiles = fields.value("noiseQuantiles");
  const { min, max } = noiseRange;
  const rises = (level: unknown, i: number, all: readonly unknown[]): boolean =>
    typeof level === "number" && level >= min && level <= max && (i === 0 || level >= Number(all[i - 1]));
  if (!Array.isArray(quantiles) || quantiles.length < 2 || !quantiles.every(rises)) {
    const wanted = `two or more noise levels from ${min} to ${max}, none below the one before it,`;
    throw new RangeError(`recipe: expected ${wanted} for noiseQuantiles, got ${JSON.stringify(quantiles)}`);
  }
  return quantiles;
}
