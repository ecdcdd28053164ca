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

/** The values of a block's curves that a stage was run with, and the gradient by them. */
export interface UsedCurves {
  readonly kind: "reaction" | "gain" | "familyPenalty" | "familyGain";
  readonly curve: CurveArchitecture | null;
  /** Where on the curves each sample is. */
  readonly levels: readonly number[];
  /** `[samples, curves]` each. */
  readonly values: ArrayLike<number>;
  readonly slopes: ArrayLike<number>;
  /** Place of a family in the architecture. */
  readonly family?: number;
}

/** The gradient of a whole model, put together stage by stage. */
export interface GradientCollector {
  /** Filters and functions of a stage. */
  addBanks(stage: number, gradients: StageGradients): void;
  addCurves(stage: number, used: UsedCurves): void;
  /** The gradient by all parameters; frees what the collector holds. */
  finish(): Float32Array;
}

/** Turns the gradients of a stage's tensors into those of the parameters behind them. */
export function gradientCollector(architecture: Architecture, parameters: Float32Array): GradientCollector {
  const layout = parameterLayout(architecture);
  const gradient = new Float32Array(parameters.length);
  const { channels, influence, scales, gainMap: map } = architecture;
  // Transposed once and for all: tfjs multiplies much faster by a matrix that it need not turn.
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
