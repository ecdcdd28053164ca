import { tabulateInfluence } from "@genericdp/core";
import type { GainMapInputs, StageScale } from "@genericdp/core";
import { tensor2d, tensor4d, tidy } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { gainCount } from "./architecture.ts";
import type { CurveArchitecture } from "./architecture.ts";
import { synthesizeFilters } from "./filter-bank.ts";
import type { FilterBankShape } from "./filter-bank.ts";
import { TABLE_NODES, influenceBasis, tableRadius } from "./influence-basis.ts";
import type { Model } from "./model.ts";
import { evaluateCurve } from "./noise-curve.ts";
import { findBlock, parameterLayout } from "./parameter-layout.ts";
import type { ParameterBlock, ParameterKind } from "./parameter-layout.ts";

/** The tensors of a gain map. */
export type StageGainMap = Omit<GainMapInputs, "x" | "gain">;

/** The tensors of a stage that depend only on the model. */
export interface StageTensors {
  readonly scales: readonly StageScale[];
  readonly gainMap: StageGainMap | null;
}

/** Filters and tables of every stage, for the ops of core; the caller must dispose of the tensors. */
export function stageTensors({
  architecture,
  parameters,
}: Pick<Model, "architecture" | "parameters">): StageTensors[] {
  const layout = parameterLayout(architecture);
  const { channels, scales, influence, stages, gainMap } = architecture;
  const radius = tableRadius(influence);
  const basis = tensor2d(influenceBasis(influence), [influence.centres, TABLE_NODES]);
  const of = (kind: ParameterKind, stage: number, scale?: number): Float32Array => {
    const { offset, length } = findBlock(layout, kind, stage, scale)!;
    return parameters.subarray(offset, offset + length);
  };
  const filters = (coefficients: Float32Array, bank: FilterBankShape): Tensor4D =>
    tensor4d(synthesizeFilters(coefficients, bank), [bank.count, bank.size, bank.size, bank.channels]);
  const tables = (weights: Float32Array, count: number): Tensor2D =>
    tidy(() => tabulateInfluence(tensor2d(weights, [count, influence.centres]), basis));
  const all = Array.from({ length: stages }, (_, stage): StageTensors => ({
    scales: scales.map(({ filters: count, size, block, channels: seen }, scale) => ({
      block,
      channels: seen,
      filters: filters(of("coefficients", stage, scale), { count, size, channels: seen.length }),
      influence: tables(of("influence", stage, scale), count),
      radius,
    })),
    gainMap: gainMap && {
      block: gainMap.block,
      filters: filters(of("mapCoefficients", stage), {
        count: gainMap.filters,
        size: gainMap.size,
        channels,
      }),
      influence: tables(of("mapInfluence", stage), gainMap.filters),
      synthesis: tensor4d(of("mapSynthesis", stage), [
        gainMap.filters,
        gainMap.size,
        gainMap.size,
        gainCount(architecture),
      ]),
      radius,
    },
  }));
  basis.dispose();
  return all;
}

/** All tensors of stages, to keep or to dispose of. */
export function listTensors(stages: readonly StageTensors[]): Tensor[] {
  return stages.flatMap(({ scales, gainMap }) => [
    ...scales.flatMap((scale) => [scale.filters, scale.influence]),
    ...(gainMap ? [gainMap.filters, gainMap.influence, gainMap.synthesis] : []),
  ]);
}

/** λ and a of one stage at each of the given noise levels, row by row. */
export interface StageWeights {
  /** `[levels, channels]`; 0 without a reaction term. */
  readonly reaction: Float32Array;
  /** `[levels, gains]`; 1 without a gain. */
  readonly gain: Float32Array;
}

/** The parameters of a stage that runs through a degradation. */
export interface FamilyWeights {
  /** ρ, the weight of the data step, see {@link dataWeight}. */
  readonly penalty: number;
  /** a, one for each gain. */
  readonly gain: Float32Array;
}

/**
 * ρ and a of one stage and family.
 *
 * @param family its index in the architecture.
 * @param error the error that the degradation leaves, in gray levels.
 */
export function familyWeights(
  { architecture, parameters }: Pick<Model, "architecture" | "parameters">,
  stage: number,
  family: number,
  error: number,
): FamilyWeights {
  const layout = parameterLayout(architecture);
  const curve = architecture.families![family]!;
  const at = (kind: ParameterKind): Float32Array =>
    curveValues(curve, findBlock(layout, kind, stage, family)!, parameters, [error]);
  return { penalty: at("familyPenalty")[0]!, gain: at("familyGain") };
}

/**
 * γ of the data step argmin_v ½‖v − u‖² + (γ/2)‖A v − y‖² for a penalty ρ: ρ (s/σ)², so that the learned ρ,
 * like λ of the reaction term, hardly depends on the noise.
 *
 * @param error s, the error that the degradation leaves, in gray levels.
 * @param noiseLevel σ of the measurement.
 */
export function dataWeight(penalty: number, error: number, noiseLevel: number): number {
  return penalty * (error / noiseLevel) ** 2;
}

/** Every row of curves at each of some levels, `[levels, rows]`. */
function curveValues(
  curve: CurveArchitecture,
  { offset, shape: [rows = 0, knots = 0] }: ParameterBlock,
  parameters: Float32Array,
  levels: readonly number[],
): Float32Array {
  return Float32Array.from(
    levels.flatMap((level) =>
      Array.from({ length: rows }, (_, row) =>
        evaluateCurve(curve, parameters.subarray(offset + row * knots, offset + (row + 1) * knots), level),
      ),
    ),
  );
}

/** The weights of one stage at each of the given noise levels. */
export function stageWeights(
  { architecture, parameters }: Pick<Model, "architecture" | "parameters">,
  stage: number,
  noiseLevels: readonly number[],
): StageWeights {
  const layout = parameterLayout(architecture);
  const curves = (kind: "reaction" | "gain", count: number, without: number): Float32Array => {
    const structure = architecture[kind];
    const block = findBlock(layout, kind, stage);
    if (structure === null || block === undefined) {
      return new Float32Array(noiseLevels.length * count).fill(without);
    }
    return curveValues(structure, block, parameters, noiseLevels);
  };
  return {
    reaction: curves("reaction", architecture.channels, 0),
    gain: curves("gain", gainCount(architecture), 1),
  };
}
