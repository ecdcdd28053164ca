import { tabulateInfluence } from "@genericdp/core";
import type { StageScale } from "@genericdp/core";
import { tensor2d, tensor3d, tidy } from "@tensorflow/tfjs-core";
import { synthesizeFilters } from "./filter-bank.ts";
import { TABLE_NODES, influenceBasis, tableRadius } from "./influence-basis.ts";
import type { Model } from "./model.ts";
import { evaluateCurve } from "./noise-curve.ts";
import { findBlock, parameterLayout } from "./parameter-layout.ts";

/** Filters and tables of every stage, ready for core's diffusionStage; the caller disposes of the tensors. */
export function stageScales({
  architecture,
  parameters,
}: Pick<Model, "architecture" | "parameters">): StageScale[][] {
  const layout = parameterLayout(architecture);
  const { scales, influence, stages } = architecture;
  const basis = tensor2d(influenceBasis(influence), [influence.centres, TABLE_NODES]);
  const stageOf = (stage: number): StageScale[] =>
    scales.map(({ filters: count, size }, scale) => {
      const coefficients = findBlock(layout, "coefficients", stage, scale)!;
      const weights = findBlock(layout, "influence", stage, scale)!;
      const of = ({ offset, length }: typeof weights): Float32Array =>
        parameters.subarray(offset, offset + length);
      return {
        filters: tensor3d(synthesizeFilters(of(coefficients), count, size), [count, size, size]),
        influence: tidy(() => tabulateInfluence(tensor2d(of(weights), [count, influence.centres]), basis)),
        radius: tableRadius(influence),
      };
    });
  const all = Array.from({ length: stages }, (_, stage) => stageOf(stage));
  basis.dispose();
  return all;
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
