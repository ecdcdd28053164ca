import { ModelFormatError, createModel, parameterLayout, parseArchitecture } from "@genericdp/model";
import type { Model } from "@genericdp/model";
import { readMat } from "./read-mat.ts";
import type { MatArray, MatValue } from "./read-mat.ts";

/** The parameters of a TNRD model, which is for one noise level. */
export interface TnrdModel {
  readonly name: string;
  /** The noise level σ that it was trained for, in gray levels. */
  readonly noiseLevel: number;
  /** Side of its filters; there are size² − 1 of them. */
  readonly size: number;
  /** Number of Gaussians of an influence function, centred from −radius to radius. */
  readonly centres: number;
  readonly radius: number;
  readonly stages: readonly TnrdStage[];
}

export interface TnrdStage {
  /** c: `[filters, size² − 1]` */
  readonly coefficients: ArrayLike<number>;
  /** w: `[filters, centres]` */
  readonly weights: ArrayLike<number>;
  /** λ */
  readonly reaction: number;
}

/**
 * Converts a model of TNRD (Chen & Pock, TPAMI 2016, doi:10.1109/TPAMI.2016.2596743) to one of ours.
 *
 * @throws TypeError or RangeError if the numbers are inconsistent.
 */
export function tnrdModel({ name, noiseLevel, size, centres, radius, stages }: TnrdModel): Model {
  const architecture = parseArchitecture({
    stages: stages.length,
    scales: [{ filters: size * size - 1, size }],
    influence: { centres, radius },
    reaction: { knots: [noiseLevel] },
    gain: null,
    noiseRange: { min: noiseLevel, max: noiseLevel },
  });
  const blocks = parameterLayout(architecture).map(({ kind, stage }): number[] => {
    const { coefficients, weights, reaction } = stages[stage]!;
    if (kind === "coefficients") return Array.from(coefficients);
    return kind === "influence" ? Array.from(weights) : [Math.log(reaction)];
  });
  const parameters = Float32Array.from(blocks.flat());
  return createModel({ name, architecture, parameters, training: { source: "TNRD" } });
}

/**
 * Reads a published TNRD model for Gaussian noise: a MATLAB file with `cof`, whose columns hold the
 * coefficients, log λ and weights of each stage, and `MFS`, the Gaussians. Only the file name tells the noise
 * level.
 *
 * @param file name of the file, such as JointTraining_7x7_400_180x180_stage=5_sigma=25.mat.
 * @throws ModelFormatError that says what is wrong.
 */
export function readTnrdModel(bytes: Uint8Array, file: string): Model {
  const variables = readMat(bytes);
  const cof = numbers(variables, "cof");
  const gaussians = variables.get("MFS");
  if (!(gaussians instanceof Map)) throw broken("a struct MFS, got none");
  const { data: means } = numbers(gaussians, "means");
  const [precision = NaN] = numbers(gaussians, "precision").data;
  const [centres, radius] = [means.length, means.at(-1)!];
  const spacing = (2 * radius) / (centres - 1);
  const regular = means.every((mean, j) => Math.abs(mean + radius - j * spacing) < 1e-6 * spacing);
  if (!regular || !(Math.abs(precision * spacing ** 2 - 1) < 1e-6)) {
    throw broken("Gaussians at equal distances on both sides of 0, as wide as their distance, got others");
  }
  const [length = 0, count = 0] = cof.shape;
  const size = SIZES.find((side) => stageLength(side, centres) === length);
  if (size === undefined) {
    const isJpeg = SIZES.some((side) => stageLength(side, centres) === length + 1);
    const got = isJpeg ? "one without a reaction term, for JPEG" : `${length} numbers a stage`;
    throw broken(`a denoiser with size² − 1 filters and a reaction term, got ${got}`);
  }
  const level = /sigma[=_-]?(\d+(?:\.\d+)?)/i.exec(file)?.[1];
  if (level === undefined) {
    throw broken(`a noise level in the name of the file, as in model_sigma=25.mat, got ${file}`);
  }
  const taps = (size * size - 1) ** 2;
  const stages = Array.from({ length: count }, (_, t): TnrdStage => {
    const column = cof.data.subarray(t * length, (t + 1) * length);
    const [coefficients, weights] = [column.subarray(0, taps), column.subarray(taps + 1)];
    return { coefficients, weights, reaction: Math.exp(column[taps]!) };
  });
  const name = file.replace(/\.mat$/i, "");
  try {
    return tnrdModel({ name, noiseLevel: Number(level), size, centres, radius, stages });
  } catch (cause) {
    throw new ModelFormatError(`TNRD model: ${(cause as Error).message}`, { cause });
  }
}

/** Supported sides of filters. */
const SIZES = [3, 5, 7, 9, 11];

/** The number of parameters per stage: coefficients, log λ and weights. */
function stageLength(size: number, centres: number): number {
  const filters = size * size - 1;
  return filters * (filters + centres) + 1;
}

function numbers(values: ReadonlyMap<string, MatValue>, name: string): MatArray {
  const value = values.get(name);
  if (value && "data" in value && value.data.length > 0) return value;
  throw broken(`numbers ${name}, got ${Array.from(values.keys()).join(", ") || "nothing"}`);
}

function broken(expectation: string): ModelFormatError {
  return new ModelFormatError(`TNRD model: expected ${expectation}`);
}
