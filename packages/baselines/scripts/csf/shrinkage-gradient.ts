import { diffusionStage, diffusionStageGradient } from "@genericdp/core";
import type { StageInputs } from "@genericdp/core";
import { fft2, fourierFilter, fourierFilterAdjoint, ifft2, wholeLine } from "@genericdp/fourier";
import type { FourierFilter, GridPlacement } from "@genericdp/fourier";
import {
  TABLE_NODES,
  findBlock,
  influenceBasis,
  listTensors,
  parameterLayout,
  synthesizeFiltersGradient,
} from "@genericdp/model";
import type { Architecture, Model } from "@genericdp/model";
import { add, addN, dispose, matMul, mul, neg, slice, sub, sum, tensor2d, tidy } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { inverse, shift, shrinkageStages, stageInputs } from "../../src/csf/shrinkage-field.ts";
import type { ShrinkageStage } from "../../src/csf/shrinkage-field.ts";

export interface ShrinkageLoss {
  /** ½ ‖u_T − clean‖². */
  readonly loss: number;
  /** With respect to the parameters of the model. */
  readonly gradient: Float32Array;
}

/**
 * The loss of a cascade of shrinkage fields on a batch, and its gradient.
 *
 * @param clean `[batch, height, width, 1]`, as `noisy`.
 */
export function shrinkageGradient(
  model: Model,
  noisy: Tensor4D,
  clean: Tensor4D,
  noiseLevel: number,
): ShrinkageLoss {
  const { architecture, parameters } = model;
  const gradient = new Float32Array(parameters.length);
  const [{ filters: count, size }] = architecture.scales as [(typeof architecture.scales)[number]];
  const layout = parameterLayout(architecture);
  const stages = shrinkageStages(model, noiseLevel);
  const passes: Pass[] = [];
  let u = noisy.clone();
  for (const stage of stages) {
    const pass = enterStage(stage, u, noisy);
    passes.push(pass);
    u = tidy(() => add(pass.inputs.x, slice(pass.change, [0, 0, 0, 0], noisy.shape)));
  }
  let e = tidy(() => sub(u, clean)) as Tensor4D;
  u.dispose();
  const loss = e.dataSync<"float32">().reduce((total, value) => total + value * value, 0) / 2;
  for (const [t, pass] of [...passes.entries()].toReversed()) {
    const { x, filters, table, reaction } = leaveStage(pass, e);
    e.dispose();
    e = x;
    const { offset, length } = findBlock(layout, "coefficients", t, 0)!;
    const coefficients = parameters.subarray(offset, offset + length);
    gradient.set(synthesizeFiltersGradient(filters, coefficients, { count, size, channels: 1 }), offset);
    gradient.set(functionGradient(table, architecture), findBlock(layout, "influence", t, 0)!.offset);
    // d exp(log λ).
    gradient[findBlock(layout, "reaction", t)!.offset] = reaction * pass.stage.reaction;
  }
  dispose([e, ...listTensors(stages.map(({ tensors }) => tensors))]);
  return { loss, gradient };
}

/** With respect to the weights of the functions; disposes of `table`. */
function functionGradient(table: Tensor, { influence }: Architecture): Float32Array {
  const weights = tidy(() => {
    const basis = tensor2d(influenceBasis(influence), [influence.centres, TABLE_NODES]);
    return matMul(table as Tensor2D, basis, false, true);
  });
  const values = weights.dataSync<"float32">();
  dispose([weights, table]);
  return values;
}

/** A stage that has been run: u' = u + T b, with b = A⁻¹M r and r the step of the diffusion stage. */
interface Pass {
  readonly stage: ShrinkageStage;
  readonly inputs: StageInputs;
  /** R = T A⁻¹ M: M places an image and its mirrored borders on a grid, and T reads the image. */
  readonly filter: FourierFilter;
  /** b. */
  readonly change: Tensor4D;
}

function enterStage(stage: ShrinkageStage, u: Tensor4D, f: Tensor4D): Pass {
  const filter = inverse(stage, u.shape[1], u.shape[2]);
  const inputs = stageInputs(stage, u, f);
  const change = tidy(() =>
    fourierFilter(sub(diffusionStage(inputs), u) as Tensor4D, { ...filter, target: gridOf(filter) }),
  );
  return { stage, inputs, filter, change };
}

interface StageGradient {
  readonly x: Tensor4D;
  readonly filters: Float32Array;
  readonly table: Tensor;
  /** With respect to λ. */
  readonly reaction: number;
}

/**
 * Back-propagates e through a stage, and disposes of its tensors. The derivative by r is v = Rᵀe; by A,
 * ⟨e, R r⟩ changes by −⟨a, dA b⟩ with a = A⁻¹Tᵀe, and dA = dλ + d Σ k̄_i * k_i.
 */
function leaveStage({ stage, inputs, filter, change }: Pass, e: Tensor4D): StageGradient {
  const v = fourierFilterAdjoint(e, filter);
  const [du, df, dReaction, dGain, dFilters, table] = diffusionStageGradient(v, inputs);
  const x = tidy(() => addN([e, neg(v), du!])) as Tensor4D;
  const products = shiftProducts(filter, e, change, stage.side);
  const filters = dFilters!.dataSync<"float32">().slice();
  addCorrelationGradient(filters, stage, products);
  const reaction = dReaction!.dataSync<"float32">().reduce((total, value) => total + value, 0);
  dispose([v, du!, df!, dReaction!, dGain!, dFilters!, change, inputs.x, inputs.reaction, inputs.gain]);
  return { x, filters, table: table!, reaction: reaction - products[(products.length - 1) / 2]! };
}

/** Σ_p (a(p) b(p + d) + a(p) b(p − d))/2 on the grid for each shift d, summed over the batch. */
function shiftProducts(filter: FourierFilter, e: Tensor4D, b: Tensor4D, side: number): Float64Array {
  const { height, width } = filter.transfer;
  const correlation = tidy(() => {
    const a = fft2({ real: fourierFilterAdjoint(e, { ...filter, source: gridOf(filter) }) });
    const other = fft2({ real: b });
    const real = add(mul(a.real, other.real), mul(a.imag, other.imag));
    return ifft2({ real: sum(real, 0, true) as Tensor4D }).real;
  });
  // Not in tidy, which examines every element of an array that it returns.
  const products = correlation.dataSync();
  correlation.dispose();
  const span = 2 * side - 1;
  return Float64Array.from({ length: span * span }, (_, at) => {
    const y = (Math.floor(at / span) - side + 1 + height) % height;
    return products[y * width + (((at % span) - side + 1 + width) % width)]!;
  });
}

/** Every cell of the grid. */
function gridOf({ transfer: { height, width } }: FourierFilter): GridPlacement {
  return { rows: wholeLine(height), columns: wholeLine(width) };
}

/** Adds −Σ_d c(d) ∂/∂k Σ_i Σ_p k_i(p) k_i(p + d), with c symmetric. */
function addCorrelationGradient(
  gradient: Float32Array,
  { tensors, side }: ShrinkageStage,
  c: Float64Array,
): void {
  const filters = tensors.scales[0]!.filters.dataSync();
  const taps = side * side;
  for (let first = 0; first < filters.length; first += taps) {
    for (let p = 0; p < taps; p++) {
      let change = 0;
      for (let q = 0; q < taps; q++) change += c[shift(p, q, side)]! * filters[first + q]!;
      gradient[first + p]! -= 2 * change;
    }
  }
}
