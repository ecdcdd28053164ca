import { isPowerOfTwo } from "@genericdp/core";
import type { NoiseRange } from "@genericdp/core";

/** A set of filters of one size. */
export interface FilterBankArchitecture {
  /** Number of filters, each with its own influence function. */
  readonly filters: number;
  /** Side of a filter in pixels, odd. */
  readonly size: number;
  /** The filters see the image averaged over blocks of this many pixels a side; a power of two. */
  readonly block: number;
}

/** Filters and influence functions of one scale. */
export interface ScaleArchitecture extends FilterBankArchitecture {
  /** Channels that the filters see and change, by their indices. */
  readonly channels: readonly number[];
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

/** a(σ) of φ(a z)/a. */
export interface GainArchitecture extends CurveArchitecture {
  /** Whether each scale has its own curve. */
  readonly perScale: boolean;
}

/**
 * Filters on all channels that make the gain of φ(a z)/a follow the picture: where their map is low, a stage
 * smooths more.
 */
export type GainMapArchitecture = FilterBankArchitecture;

/**
 * A kind of degradation that the process can run through. Filters and influence functions are common to all
 * kinds; each has its own curves, which depend on the error that the degradation leaves, in gray levels.
 */
export interface FamilyArchitecture extends CurveArchitecture {
  /** For instance "blur". */
  readonly name: string;
}

/** Everything needed to interpret the parameters of a model. */
export interface Architecture {
  /** T. */
  readonly stages: number;
  /**
   * Channels of the images: 1 for gray; 3 for luminance and two chrominances in an orthonormal basis, in
   * which white noise stays white.
   */
  readonly channels: number;
  /** The same in every stage. */
  readonly scales: readonly ScaleArchitecture[];
  readonly influence: InfluenceArchitecture;
  /** λ(σ) of each stage and channel; null leaves the reaction term out. */
  readonly reaction: CurveArchitecture | null;
  /** a(σ) of φ(a z)/a of each stage; null means a ≡ 1, as in the paper. */
  readonly gain: GainArchitecture | null;
  /** Filters for a factor of the gains of each stage at each pixel; null means a factor of 1. */
  readonly gainMap: GainMapArchitecture | null;
  /** Kinds of degradation besides noise that the model was trained for. Default: none. */
  readonly families?: readonly FamilyArchitecture[];
  /** Noise levels that the model was trained for. */
  readonly noiseRange: NoiseRange;
}

/** Number of gains of a stage: one, or one per scale. */
export function gainCount({ gain, scales }: Pick<Architecture, "gain" | "scales">): number {
  return gain?.perScale === true ? scales.length : 1;
}

/**
 * Reads an architecture from JSON. Fields that older models do not have get defaults: one channel, blocks of
 * 2ˢ × 2ˢ pixels at scale s and of 2 × 2 for the gain map, one gain for all scales. Other fields are dropped.
 *
 * @throws TypeError or RangeError naming the field, what was expected and what it got.
 */
export function parseArchitecture(value: unknown): Architecture {
  const source = record(value, "architecture");
  const stages = wholeNumber(source["stages"], "stages", 1, 100);
  const { channels: givenChannels = 1, gainMap = null } = source;
  const families = parseFamilies(source["families"] ?? []);
  const channels = wholeNumber(givenChannels, "channels", 1, 16);
  const scales = list(source["scales"], "scales", 1, 16).map((scale, s) => ({
    ...filterBank(scale, `scales[${s}]`, 2 ** s),
    channels: seenChannels(scale, `scales[${s}].channels`, channels),
  }));
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
    channels,
    scales,
    influence: {
      centres: wholeNumber(influence["centres"], "influence.centres", 3, 4096),
      radius: positive(influence["radius"], "influence.radius"),
    },
    reaction: curve(source["reaction"], "reaction", noiseRange),
    gain: gainCurve(source["gain"], noiseRange),
    gainMap: gainMap === null ? null : filterBank(gainMap, "gainMap", 2),
    ...(families.length > 0 && { families }),
    noiseRange,
  };
}

function filterBank(value: unknown, name: string, usualBlock: number): FilterBankArchitecture {
  const fields = record(value, name);
  const size = wholeNumber(fields["size"], `${name}.size`, 3, 31);
  if (size % 2 === 0) throw new RangeError(`architecture: expected an odd ${name}.size, got ${size}`);
  const block = wholeNumber(fields["block"] ?? usualBlock, `${name}.block`, 1, 64);
  if (!isPowerOfTwo(block)) {
    throw new RangeError(`architecture: expected a power of two for ${name}.block, got ${block}`);
  }
  return { filters: wholeNumber(fields["filters"], `${name}.filters`, 1, 1024), size, block };
}

function seenChannels(scale: unknown, name: string, count: number): readonly number[] {
  const { channels } = record(scale, name);
  if (channels === undefined) return Array.from({ length: count }, (_, c) => c);
  const seen = list(channels, name, 1, count).map((c, i) => wholeNumber(c, `${name}[${i}]`, 0, count - 1));
  if (new Set(seen).size === seen.length) return seen;
  throw new RangeError(`architecture: expected different ${name}, got ${seen.join(", ")}`);
}

function parseFamilies(value: unknown): readonly FamilyArchitecture[] {
  const families = list(value, "families", 0, 16).map((family, f) => {
    const where = `families[${f}]`;
    const { name } = record(family, where);
    if (typeof name !== "string" || name === "") {
      throw new TypeError(`architecture: expected a name for ${where}.name, got ${JSON.stringify(name)}`);
    }
    return { name, knots: risingKnots(family, where) };
  });
  const names = families.map(({ name }) => name);
  if (new Set(names).size === names.length) return families;
  throw new RangeError(`architecture: expected families of different names, got ${names.join(", ")}`);
}

function gainCurve(value: unknown, range: NoiseRange): GainArchitecture | null {
  const knots = curve(value, "gain", range);
  if (knots === null) return null;
  const { perScale = false } = record(value, "gain");
  if (typeof perScale === "boolean") return { ...knots, perScale };
  throw new TypeError(
    `architecture: expected true or false for gain.perScale, got ${JSON.stringify(perScale)}`,
  );
}

function curve(value: unknown, name: string, range: NoiseRange): CurveArchitecture | null {
  if (value === null) return null;
  const knots = risingKnots(value, name);
  if (knots.length > 1 && (knots[0]! > range.min || knots.at(-1)! < range.max)) {
    const [wanted, got] = [`${range.min}..${range.max}`, `${knots[0]}..${knots.at(-1)}`];
    throw new RangeError(`architecture: expected ${name}.knots to span ${wanted}, got ${got}`);
  }
  return { knots };
}

function risingKnots(value: unknown, name: string): readonly number[] {
  const knots = list(record(value, name)["knots"], `${name}.knots`, 1, 4096).map((k, i) =>
    positive(k, `${name}.knots[${i}]`),
  );
  if (knots.every((knot, i) => i === 0 || knot > knots[i - 1]!)) return knots;
  throw new RangeError(`architecture: expected strictly rising ${name}.knots, got ${knots.join(", ")}`);
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
