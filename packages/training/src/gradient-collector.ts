import {
  TABLE_NODES,
  findBlock,
  influenceBasis,
  knotWeights,
  parameterLayout,
  synthesizeFiltersGradient,
} from "@genericdp/model";
import type {
  Architecture,
  CurveArchitecture,
  FilterBankShape,
  ParameterBlock,
  ParameterKind,
} from "@genericdp/model";
import { matMul, tensor2d, tidy, transpose } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import type { StageGradients } from "./stage-pass.ts";

/** The values of the curves of a block in a stage, and the gradient with respect to them. */
export interface UsedCurves {
  readonly kind: "reaction" | "gain" | "familyPenalty" | "familyGain";
  readonly curve: CurveArchitecture | null;
  /** The position of each sample on the curves. */
  readonly levels: readonly number[];
  /** `[samples, curves]` each. */
  readonly values: ArrayLike<number>;
  readonly slopes: ArrayLike<number>;
  /** Index of a family in the architecture. */
  readonly family?: number;
}

/** The gradient of a whole model, collected stage by stage. */
export interface GradientCollector {
  /** Filters and functions of a stage. */
  addBanks(stage: number, gradients: StageGradients): void;
  addCurves(stage: number, used: UsedCurves): void;
  /** Returns the gradient with respect to all parameters, and frees the tensors of the collector. */
  finish(): Float32Array;
}

/** Converts the gradients of the tensors of a stage to those of their parameters. */
export function gradientCollector(architecture: Architecture, parameters: Float32Array): GradientCollector {
  const layout = parameterLayout(architecture);
  const gradient = new Float32Array(parameters.length);
  const { channels, influence, scales, gainMap: map } = architecture;
  // Transposed in advance, because tfjs is much faster if it does not have to transpose a factor.
  const basis: Tensor2D = tidy(() =>
    transpose(tensor2d(influenceBasis(influence), [influence.centres, TABLE_NODES])),
  );
  const values = (tensor: Tensor): Float32Array => tensor.dataSync<"float32">();
  const into = (block: ParameterBlock, numbers: ArrayLike<number>): void =>
    gradient.set(numbers, block.offset);
  const addFilters = (block: ParameterBlock, dFilters: Tensor, bank: FilterBankShape): void => {
    const c = parameters.subarray(block.offset, block.offset + block.length);
    into(block, synthesizeFiltersGradient(values(dFilters), c, bank));
  };
  const addInfluence = (block: ParameterBlock, dTable: Tensor): void => {
    const dWeights = matMul(dTable as Tensor2D, basis);
    into(block, values(dWeights));
    dWeights.dispose();
  };
  return {
    addCurves: (stage, { kind, curve, levels, values: value, slopes, family }) => {
      const block = findBlock(layout, kind, stage, family);
      if (block === undefined || curve === null) return;
      const [rows = 0, columns = 0] = block.shape;
      const knots = new Float64Array(block.length);
      levels.forEach((level, b) => {
        const weights = knotWeights(curve, level);
        for (let row = 0; row < rows; row++) {
          // d exp(Σ w log v)/d log v = w · value.
          const byLogarithm = value[b * rows + row]! * slopes[b * rows + row]!;
          weights.forEach((weight, k) => (knots[row * columns + k]! += weight * byLogarithm));
        }
      });
      into(block, knots);
    },
    addBanks: (stage, gradients) => {
      const find = (kind: ParameterKind, scale?: number): ParameterBlock =>
        findBlock(layout, kind, stage, scale)!;
      scales.forEach(({ filters: count, size, channels: seen }, scale) => {
        const bank = { count, size, channels: seen.length };
        addFilters(find("coefficients", scale), gradients.scales[2 * scale]!, bank);
        addInfluence(find("influence", scale), gradients.scales[2 * scale + 1]!);
      });
      if (map === null) return;
      const [dFilters, dTable, dSynthesis] = gradients.map;
      addFilters(find("mapCoefficients"), dFilters!, { count: map.filters, size: map.size, channels });
      addInfluence(find("mapInfluence"), dTable!);
      into(find("mapSynthesis"), values(dSynthesis!));
    },
    finish: () => {
      basis.dispose();
      return gradient;
    },
  };
}
