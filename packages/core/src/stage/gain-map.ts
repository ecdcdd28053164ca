import { Tensor, addN, div, exp, mul, reshape, sum, tidy, util } from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor2D, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import { blockMean, blockMeanAdjoint, blockSum, replicate } from "./block-average.ts";
import { runForward, runGradient } from "./composed-op.ts";
import type { ComposedOp } from "./composed-op.ts";
import { borders, correlate, correlateAdjoint, correlateWith } from "./filter-bank.ts";
import { lookUpInfluence, perSample, scatterToTable } from "./influence-lookup.ts";
import { foldSymmetric, padZeros } from "./symmetric-border.ts";

/** What turns an image into the gain of each of its pixels. */
export interface GainMapInputs {
  /** u: `[batch, height, width, 1]`. */
  readonly x: Tensor4D;
  /** a, one a sample: `[batch]`, positive. */
  readonly gain: Tensor1D;
  /** q_j: `[count, size, size]`, odd size. */
  readonly filters: Tensor3D;
  /**
   * ψ_j at equidistant nodes from −radius to +radius: `[count, nodes]`. Linear in between, constant outside.
   */
  readonly influence: Tensor2D;
  /** l_j: the shape of `filters`. */
  readonly synthesis: Tensor3D;
  /** Half the width of the tabulated domain, in gray levels. */
  readonly radius: number;
}

/** The tfjs kernel that a backend package registers for the gain map; see {@link unpackGainMapInputs}. */
export const GAIN_MAP = "GenericDPGainMap";
/** Its gradient: the inputs preceded by `dy`; the outputs are the gradients of the inputs, in their order. */
export const GAIN_MAP_GRADIENT = "GenericDPGainMapGradient";

/** Side of the blocks of pixels that share a gain. */
export const GAIN_BLOCK = 2;

const OP: ComposedOp<{ readonly radius: number }> = {
  kernelName: GAIN_MAP,
  gradientName: GAIN_MAP_GRADIENT,
  forward: (inputs, { radius }) => composedGainMap(unpackGainMapInputs(inputs, radius)),
  gradient: (dy, inputs, { radius }) =>
    composedGainMapGradient(dy as Tensor4D, unpackGainMapInputs(inputs, radius)),
};

/**
 * A gain for every pixel, from the picture itself, as one differentiable op:
 *
 *     A = a · exp( R Σ_j l̄_j * ψ_j(a · q_j * M u) )
 *
 * with u = `x`, a = `gain`, q = `filters`, ψ = `influence`, l = `synthesis` and l̄ its rotation by 180°; M
 * averages over blocks of 2 × 2 pixels and R copies each coarse pixel back over its block. Borders are
 * mirrored as in {@link diffusionStage}, whose `gain` the map is made for: φ(A·z)/A then smooths more where
 * the map is small, as the diffusivity of a regularised Perona–Malik process does (Catté et al., DOI
 * 10.1137/0729012).
 *
 * @returns A, of the shape of `x`, `[batch, height, width, 1]`.
 * @throws TypeError or RangeError where shapes do not fit together.
 */
export function gainMap(inputs: GainMapInputs): Tensor4D {
  checkGainMapInputs(inputs);
  return runForward(OP, packGainMapInputs(inputs), { radius: inputs.radius }) as Tensor4D;
}

/**
 * The gradients of ⟨dy, gainMap(inputs)⟩ by every input, in one pass.
 *
 * @param dy `[batch, height, width, 1]`.
 * @returns tensors in the order and of the shapes of {@link packGainMapInputs}.
 * @throws TypeError or RangeError where shapes do not fit together.
 */
export function gainMapGradient(dy: Tensor4D, inputs: GainMapInputs): Tensor[] {
  checkGainMapInputs(inputs);
  if (!util.arraysEqual(dy.shape, inputs.x.shape)) {
    throw new RangeError(`gainMapGradient: expected dy of x's shape [${inputs.x.shape}], got [${dy.shape}]`);
  }
  return runGradient(OP, dy, packGainMapInputs(inputs), { radius: inputs.radius });
}

/** Lays the tensors out in the order in which kernels and gradients exchange them. */
export function packGainMapInputs({ x, gain, filters, influence, synthesis }: GainMapInputs): Tensor[] {
  return [x, gain, filters, influence, synthesis];
}

/** The inverse of {@link packGainMapInputs}. */
export function unpackGainMapInputs(packed: readonly Tensor[], radius: number): GainMapInputs {
  const [x, gain, filters, influence, synthesis] = packed;
  return {
    x: x as Tensor4D,
    gain: gain as Tensor1D,
    filters: filters as Tensor3D,
    influence: influence as Tensor2D,
    synthesis: synthesis as Tensor3D,
    radius,
  };
}

/** The map written with tfjs ops: reference of every fused kernel, and what runs where there is none. */
export function composedGainMap(inputs: GainMapInputs): Tensor4D {
  return tidy(() => {
    const [, height, width] = inputs.x.shape;
    const { logarithm } = responses(inputs);
    return replicate(mul(perSample(inputs.gain), exp(logarithm)), GAIN_BLOCK, height, width);
  });
}

/** Gradients of ⟨dy, map⟩, in the order of packGainMapInputs. */
export function composedGainMapGradient(dy: Tensor4D, inputs: GainMapInputs): Tensor[] {
  return tidy(() => {
    const { x, gain, filters, influence, synthesis } = inputs;
    const [, height, width] = x.shape;
    const a = perSample(gain);
    const { padded, border, z, lookup, logarithm } = responses(inputs);
    const dLogarithm = mul(blockSum(dy, GAIN_BLOCK), mul(a, exp(logarithm))) as Tensor4D;
    const e = padZeros(dLogarithm, border);
    const g = correlate(e, synthesis);
    const weighted = mul(g, lookup.slope()) as Tensor4D;
    const scaled = mul(weighted, a) as Tensor4D;
    const dPadded = correlateAdjoint(padZeros(scaled, border), filters);
    const dx = blockMeanAdjoint(foldSymmetric(dPadded, border), GAIN_BLOCK, height, width);
    // A is a itself times what depends on a z.
    const dGain = addN([div(sum(dLogarithm, [1, 2, 3]), gain), sum(mul(weighted, z), [1, 2, 3])]) as Tensor1D;
    return [
      dx,
      reshape(dGain, gain.shape),
      correlateWith(padded, scaled, filters),
      scatterToTable(g, lookup, influence.shape),
      correlateWith(e, lookup.value, synthesis),
    ];
  });
}

function responses({ x, gain, filters, influence, synthesis, radius }: GainMapInputs) {
  const { padded, border } = borders(blockMean(x, GAIN_BLOCK), filters);
  const z = correlate(padded, filters);
  const lookup = lookUpInfluence(mul(z, perSample(gain)), influence, radius);
  return { padded, border, z, lookup, logarithm: correlateAdjoint(lookup.value, synthesis) };
}

function checkGainMapInputs({ x, gain, filters, influence, synthesis, radius }: GainMapInputs): void {
  const refuse = (wanted: string, got: unknown): never => {
    throw new RangeError(
      `gainMap: expected ${wanted}, got ${got instanceof Tensor ? `[${got.shape}]` : String(got)}`,
    );
  };
  if (x.rank !== 4 || x.shape[3] !== 1 || x.size === 0)
    refuse("a non-empty x of shape [batch, height, width, 1]", x);
  if (gain.rank !== 1 || gain.shape[0] !== x.shape[0]) refuse(`gain of shape [${x.shape[0]}]`, gain);
  const [count, rows, columns] = filters.shape;
  if (filters.rank !== 3 || rows !== columns || rows % 2 === 0) {
    refuse("filters of shape [count, size, size], odd size", filters);
  }
  if (!util.arraysEqual(synthesis.shape, filters.shape)) {
    refuse(`synthesis of the filters' shape [${filters.shape}]`, synthesis);
  }
  if (influence.rank !== 2 || influence.shape[0] !== count || influence.shape[1] < 2) {
    refuse(`influence of shape [${count}, nodes ≥ 2]`, influence);
  }
  if (!(radius > 0 && Number.isFinite(radius))) refuse("a positive radius", radius);
}
