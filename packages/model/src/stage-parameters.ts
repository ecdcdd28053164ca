import { tabulateInfluence } from "@genericdp/core";
import type { GainMapInputs, StageScale } from "@genericdp/core";
import { tensor2d, tensor3d, tidy } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor2D, Tensor3D } from "@tensorflow/tfjs-core";
import { synthesizeFilters } from "./filter-bank.ts";
import { TABLE_NODES, influenceBasis, tableRadius } from "./influence-basis.ts";
import type { Model } from "./model.ts";
import { evaluateCurve } from "./noise-curve.ts";
import { findBlock, parameterLayout } from "./parameter-layout.ts";
import type { ParameterKind } from "./parameter-layout.ts";

/** The tensors of a gain map. */
export type StageGainMap = Omit<GainMapInputs, "x" | "gain">;

/** A stage's tensors that depend on the model alone. */
export interface StageTensors {
  readonly scales: readonly StageScale[];
  readonly gainMap: StageGainMap | null;
}

/** Filters and tables of every stage, ready for core's ops; the caller disposes of the tensors. */
export function stageTensors({
  architecture,
  parameters,
}: Pick<Model, "architecture" | "parameters">): StageTensors[] {
  const layout = parameterLayout(architecture);
  const { scales, influence, stages, gainMap } = architecture;
  const radius = tableRadius(influence);
  const basis = tensor2d(influenceBasis(influence), [influence.centres, TABLE_NODES]);
  const of = (kind: ParameterKind, stage: number, scale?: number): Float32Array => {
    const { offset, length } = findBlock(layout, kind, stage, scale)!;
    return parameters.subarray(offset, offset + length);
  };
  const filters = (coefficients: Float32Array, count: number, size: number): Tensor3D =>
    tensor3d(synthesizeFilters(coefficients, count, size), [count, size, size]);
  const tables = (weights: Float32Array, count: number): Tensor2D =>
    tidy(() => tabulateInfluence(tensor2d(weights, [count, influence.centres]), basis));
  const all = Array.from({ length: stages }, (_, stage): StageTensors => ({
    scales: scales.map(({ filters: count, size }, scale) => ({
      filters: filters(of("coefficients", stage, scale), count, size),
      influence: tables(of("influence", stage, scale), count),
      radius,
    })),
    gainMap: gainMap && {
      filters: filters(of("mapCoefficients", stage), gainMap.filters, gainMap.size),
      influence: tables(of("mapInfluence", stage), gainMap.filters),
      synthesis: tensor3d(of("mapSynthesis", stage), [gainMap.filters, gainMap.size, gainMap.size]),
      radius,
    },
  }));
  basis.dispose();
  return all;
}

/** Every tensor of stages, to keep or to dispose of. */
export function listTensors(stages: readonly StageTensors[]): Tensor[] {
  return stages.flatMap(({ scales, gainMap }) => [
    ...scales.flatMap((scale) => [scale.filters, scale.influence]),
    ...(gainMap ? [gainMap.filters, gainMap.influence, gainMap.synthesis] : []),
  ]);
}

/** λ and a of one stage at each of the given noise levels: 0 without a reaction term, 1 without a gain. */
export function stageWeights(
  { architecture, parameters }: Pick<Model, "architecture" | "parameters">,
  stage: number,
  noiseLevels: readonly number[],
): { reaction: Float32Array; gain: Float32Array } {
  const layout = parameterLayout(architecture);
  const curve = (kind: "reaction" | "gain", without: number): Float32Array => {
    const structure = architecture[kind];
    const block = findBlock(layout, kind, stage);
    return Float32Array.from(noiseLevels, (level) =>
      structure && block
        ? evaluateCurve(structure, parameters.subarray(block.offset, block.offset + block.length), level)
        : without,
    );
  };
  return { reaction: curve("reaction", 0), gain: curve("gain", 1) };
}
