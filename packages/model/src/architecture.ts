import type { NoiseRange } from "@genericdp/core";

/**
 * Filters and influence functions of one scale; scale s of a model sees the image averaged over 2ˢ × 2ˢ
 * pixels.
 */
export interface ScaleArchitecture {
  /** Number of filters, each with an influence function of its own. */
  readonly filters: number;
  /** Side of a filter in pixels, odd. */
  readonly size: number;
}

/** φ(z) = Σ_j w_j exp(−(z − μ_j)²/(2γ²)), μ_j equidistant from −radius to radius, γ their distance. */
export interface InfluenceArchitecture {
  readonly centres: number;
  /** In gray levels. */
  readonly radius: number;
}

/** A positive function of the noise level: its logarithm is linear in log σ between the knots. */
export interface CurveArchitecture {
  /** Noise levels, strictly rising. A single knot makes a constant. */
  readonly knots: readonly number[];
}

/**
 * Filters on the image averaged over 2 × 2 pixels that make the gain of φ(a z)/a follow the picture: where
 * their map is low, a stage smooths more.
 */
export interface GainMapArchitecture {
  readonly filters: number;
  /** Side of a filter in pixels, odd. */
  readonly size: number;
}

/** All that is needed to tell what a model's numbers mean. */
export interface Architecture {
  /** T. */
  readonly stages: number;
  /** From fine to coarse; every stage has the same. */
  readonly scales: readonly ScaleArchitecture[];
  readonly influence: InfluenceArchitecture;
  /** λ(σ) of each stage; null leaves the reaction term out. */
  readonly reaction: CurveArchitecture | null;
  /** a(σ) of φ(a z)/a of each stage; null means a ≡ 1, as in the paper. */
  readonly gain: CurveArchitecture | null;
  /** What each stage's gain is multiplied with at each pixel; null means 1. */
  readonly gainMap: GainMapArchitecture | null;
  /** Noise levels that the model was trained for. */
  readonly noiseRange: NoiseRange;
}

/**
 * Refuses an architecture that makes no sense, and drops whatever does not belong to one.
 *
 * @throws TypeError or RangeError naming the field, what was expected and what came.
 */
export function parseArchitecture(value: unknown): Architecture {
  const source = record(value, "architecture");
  const stages = wholeNumber(source["stages"], "stages", 1, 100);
  const scales = list(source["scales"], "scales", 1, 6).map((scale, s) => filterBank(scale, `scales[${s}]`));
  // Models made before there was any have none.
  const { gainMap = null } = source;
  const influence = record(source["influence"], "influence");
  const range = record(source["noiseRange"], "noiseRange");
  const noiseRange = {
    min: positive(range["min"], "noiseRange.min"),
    max: positive(range["max"], "noiseRange.max"),
  };
  if (noiseRange.min > noiseRange.max) {
    throw new RangeError(
      `architecture: expected noiseRange.min ≤ max, got ${noiseRange.min} > ${noiseRange.max}`,
    );
  }
  return {
    stages,
    scales,
    influence: {
      centres: wholeNumber(influence["centres"], "influence.centres", 3, 4096),
      radius: positive(influence["radius"], "influence.radius"),
    },
    reaction: curve(source["reaction"], "reaction", noiseRange),
    gain: curve(source["gain"], "gain", noiseRange),
    gainMap: gainMap === null ? null : filterBank(gainMap, "gainMap"),
    noiseRange,
  };
}

function filterBank(value: unknown, name: string): { filters: number; size: number } {
  const fields = record(value, name);
  const size = wholeNumber(fields["size"], `${name}.size`, 3, 31);
  if (size % 2 === 0) throw new RangeError(`architecture: expected an odd ${name}.size, got ${size}`);
  return { filters: wholeNumber(fields["filters"], `${name}.filters`, 1, 1024), size };
}

function curve(value: unknown, name: string, range: NoiseRange): CurveArchitecture | null {
  if (value === null) return null;
  const knots = list(record(value, name)["knots"], `${name}.knots`, 1, 4096).map((k, i) =>
    positive(k, `${name}.knots[${i}]`),
  );
  if (knots.some((knot, i) => i > 0 && knot <= knots[i - 1]!)) {
    throw new RangeError(`architecture: expected strictly rising ${name}.knots, got ${knots.join(", ")}`);
  }
  if (knots.length > 1 && (knots[0]! > range.min || knots.at(-1)! < range.max)) {
    const [wanted, got] = [`${range.min}..${range.max}`, `${knots[0]}..${knots.at(-1)}`];
    throw new RangeError(`architecture: expected ${name}.knots to span ${wanted}, got ${got}`);
  }
  return { knots };
}

function record(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError(`architecture: expected an object for ${name}, got ${JSON.stringify(value)}`);
  }
  return value as Record<string, unknown>;
}

function list(value: unknown, name: string, shortest: number, longest: number): unknown[] {
  if (!Array.isArray(value) || value.length < shortest || value.length > longest) {
    throw new TypeError(
      `architecture: expected a list of ${shortest} to ${longest} for ${name}, got ${JSON.stringify(value)}`,
    );
  }
  return value;
}

function wholeNumber(value: unknown, name: string, least: number, most: number): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most) {
    const wanted = `a whole number from ${least} to ${most} for ${name}`;
    throw new RangeError(`architecture: expected ${wanted}, got ${JSON.stringify(value)}`);
  }
  return value;
}

function positive(value: unknown, name: string): number {
  if (typeof value !== "number" || !Number.isFinite(value) || value <= 0) {
    throw new RangeError(
      `architecture: expected a positive number for ${name}, got ${JSON.stringify(value)}`,
    );
  }
  return value;
}
