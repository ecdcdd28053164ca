import {
  ModelFormatError,
  analyzeFilters,
  createModel,
  influenceTables,
  parameterLayout,
  parseArchitecture,
  synthesizeFilters,
} from "@genericdp/model";
import type { Architecture, FilterBankShape, Model, ParameterBlock } from "@genericdp/model";

/** Arrays by name, in C order. Trailing sides of 1 may be missing. */
export type NamedArrays = ReadonlyMap<
  string,
  { readonly data: ArrayLike<number>; readonly shape: readonly number[] }
>;

/** Tolerance for redundant numbers, relative to the largest of them. */
const TOLERANCE = 1e-3;

/**
 * Reconstructs a model from the arrays of `exportNpz`.
 *
 * @throws ModelFormatError that says what is missing or inconsistent.
 */
export function modelFromArrays(arrays: NamedArrays, name: string): Model {
  try {
    const architecture = architectureOf(arrays);
    const parameters = parameterLayout(architecture).flatMap((block) =>
      Array.from(parametersOf(arrays, architecture, block)),
    );
    return createModel({ name, architecture, parameters: Float32Array.from(parameters) });
  } catch (cause) {
    if (cause instanceof ModelFormatError) throw cause;
    throw new ModelFormatError(`arrays of a model: ${(cause as Error).message}`, { cause });
  }
}

function architectureOf(arrays: NamedArrays): Architecture {
  const list = (name: string): number[] => Array.from(take(arrays, name).data);
  const names = Array.from(arrays.keys());
  const bank = (filters: string): { filters?: number; size?: number } => {
    const [, count, size] = take(arrays, filters).shape;
    return { filters: count!, size: size! };
  };
  const blocks = list("blocks");
  const centres = list("centres");
  const families = names.flatMap((name) => /^family_(.*)_penalty$/s.exec(name)?.[1] ?? []);
  const [min, max] = list("noise_range");
  const [channels] = list("channels");
  return parseArchitecture({
    stages: take(arrays, "filters_0").shape[0],
    channels,
    scales: blocks.map((block, s) => ({
      ...bank(`filters_${s}`),
      block,
      channels: list(`channels_${s}`),
    })),
    influence: { centres: centres.length, radius: centres.at(-1) },
    reaction: arrays.has("reaction") ? { knots: list("reaction_knots") } : null,
    gain: arrays.has("gain")
      ? { knots: list("gain_knots"), perScale: (take(arrays, "gain").shape[1] ?? 1) > 1 }
      : null,
    gainMap: arrays.has("map_filters") ? { ...bank("map_filters"), block: list("map_block")[0] } : null,
    families: families.map((family) => ({ name: family, knots: list(`family_${family}_knots`) })),
    noiseRange: { min, max },
  });
}

/** Computes the parameters of a block from the values used in the process. */
function parametersOf(
  arrays: NamedArrays,
  architecture: Architecture,
  { kind, stage, scale, family, shape }: ParameterBlock,
): Float32Array {
  const { scales, channels, gainMap } = architecture;
  const part = (name: string, sides: readonly number[]): Float32Array =>
    stageOf(arrays, name, stage, [architecture.stages, ...sides]);
  const logarithms = (name: string): Float32Array => part(name, shape).map(Math.log);
  const coefficients = (name: string, bank: FilterBankShape): Float32Array => {
    const { count, size, channels: seen } = bank;
    const filters = part(name, [count, size, size, seen]);
    const found = analyzeFilters(filters, bank);
    if (isNear(synthesizeFilters(found, bank), filters)) return found;
    throw broken(`filters of norm 1 and of zero mean in each channel in ${name}, got others`);
  };
  const weights = (suffix: string, prefix = ""): Float32Array => {
    const found = part(`${prefix}weights${suffix}`, shape);
    const name = `${prefix}influence${suffix}`;
    const tables = influenceTables(architecture.influence, found);
    if (!arrays.has(name) || isNear(tables, part(name, [shape[0]!, tables.length / shape[0]!]))) return found;
    throw broken(`${name} to be the sums of Gaussians that the weights say, got others`);
  };
  const named = `family_${architecture.families?.[family ?? 0]?.name}`;
  switch (kind) {
    case "coefficients": {
      const { filters, size, channels: seen } = scales[scale!]!;
      return coefficients(`filters_${scale}`, { count: filters, size, channels: seen.length });
    }
    case "mapCoefficients":
      return coefficients("map_filters", { count: gainMap!.filters, size: gainMap!.size, channels });
    case "influence":
      return weights(`_${scale}`);
    case "mapInfluence":
      return weights("", "map_");
    case "mapSynthesis":
      return part("map_synthesis", shape);
    case "reaction":
    case "gain":
      return logarithms(kind);
    case "familyPenalty":
      return logarithms(`${named}_penalty`);
    case "familyGain":
      return logarithms(`${named}_gain`);
  }
}

/** The part of an array that belongs to one stage. */
function stageOf(arrays: NamedArrays, name: string, stage: number, wanted: readonly number[]): Float32Array {
  const { data, shape } = take(arrays, name);
  const sides = [...shape, ...wanted.slice(shape.length).map(() => 1)];
  if (sides.join() !== wanted.join()) {
    throw broken(`${name} of shape ${wanted.join("×")}, got ${shape.join("×")}`);
  }
  const length = data.length / wanted[0]!;
  return Float32Array.from({ length }, (_, i) => data[stage * length + i]!);
}

function isNear(a: Float32Array, b: Float32Array): boolean {
  const largest = a.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return a.every((value, i) => Math.abs(value - b[i]!) <= TOLERANCE * largest);
}

function take(arrays: NamedArrays, name: string): { data: ArrayLike<number>; shape: readonly number[] } {
  const found = arrays.get(name);
  if (found !== undefined) return found;
  throw broken(`an array ${name}, got ${Array.from(arrays.keys()).join(", ") || "none"}`);
}

function broken(expectation: string): ModelFormatError {
  return new ModelFormatError(`arrays of a model: expected ${expectation}`);
}
