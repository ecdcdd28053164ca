import {
  Tensor,
  add,
  concat,
  div,
  exp,
  mul,
  reshape,
  slice,
  sum,
  tidy,
  util,
  zeros,
} from "@tensorflow/tfjs-core";
import type { NamedAttrMap, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { blockMean, blockMeanAdjoint, blockSum, replicate } from "./block-average.ts";
import { runForward, runGradient } from "./composed-op.ts";
import type { ComposedOp } from "./composed-op.ts";
import {
  borders,
  checkFilterBank,
  correlate,
  correlateAdjoint,
  correlateWith,
  describe,
} from "./filter-bank.ts";
import { lookUpInfluence, perPixel, scatterToTable } from "./influence-lookup.ts";
import { isPowerOfTwo } from "./stage-inputs.ts";
import { foldSymmetric, padZeros } from "./symmetric-border.ts";

/** The attributes of a gain map in addition to its tensors. */
export interface GainMapAttributes {
  /** Side of the blocks of pixels that share a gain; a power of two. */
  readonly block: number;
  /** Half the width of the tabulated domain, in gray levels. */
  readonly radius: number;
}

/** Inputs of the function from an image to the gain of each pixel. */
export interface GainMapInputs extends GainMapAttributes {
  /** u: `[batch, height, width, channels]`. */
  readonly x: Tensor4D;
  /** a: `[batch, gains]`, positive. */
  readonly gain: Tensor2D;
  /** q_j: `[count, size, size, channels]`, odd size. */
  readonly filters: Tensor4D;
  /**
   * ψ_j at equidistant nodes from −radius to +radius: `[count, nodes]`. Linear in between, constant outside.
   */
  readonly influence: Tensor2D;
  /** l_jg: `[count, size, size, gains]`. */
  readonly synthesis: Tensor4D;
}

/** The tfjs kernel that a backend package registers for the gain map; see {@link unpackGainMapInputs}. */
export const GAIN_MAP = "GenericDPGainMap";
/** Its gradient: the inputs preceded by `dy`; the outputs are the gradients of the inputs, in their order. */
export const GAIN_MAP_GRADIENT = "GenericDPGainMapGradient";

const OP: ComposedOp<GainMapAttributes> = {
  kernelName: GAIN_MAP,
  gradientName: GAIN_MAP_GRADIENT,
  forward: (inputs, attributes) => composedGainMap(unpackGainMapInputs(inputs, attributes)),
  gradient: (dy, inputs, attributes) =>
    composedGainMapGradient(dy as Tensor4D, unpackGainMapInputs(inputs, attributes)),
};

/**
 * Computes gains for every pixel from the image itself, as one differentiable op:
 *
 *     A_g = a_g · exp( R Σ_j l̄_jg * ψ_j(a_0 · q_j * M u) )
 *
 * with u = `x`, a = `gain`, q = `filters`, ψ = `influence`, l = `synthesis` and l̄ its rotation by 180°; M
 * averages over blocks of `block` × `block` pixels and R copies each coarse pixel back over its block.
 * Borders are mirrored as in {@link diffusionStage}, whose `gain` the map is made for: φ(A·z)/A then smooths
 * more where the map is small, as the diffusivity of a regularised Perona–Malik process does (Catté et al.,
 * DOI 10.1137/0729012).
 *
 * @returns A: `[batch, height, width, gains]`.
 * @throws TypeError or RangeError where shapes do not fit together.
 */
export function gainMap(inputs: GainMapInputs): Tensor4D {
  checkGainMapInputs(inputs);
  return runForward(OP, packGainMapInputs(inputs), attributesOf(inputs)) as Tensor4D;
}

/**
 * The gradients of ⟨dy, gainMap(inputs)⟩ by every input, in one pass.
 *
 * @param dy `[batch, height, width, gains]`.
 * @returns tensors in the order and of the shapes of {@link packGainMapInputs}.
 * @throws TypeError or RangeError where shapes do not fit together.
 */
export function gainMapGradient(dy: Tensor4D, inputs: GainMapInputs): Tensor[] {
  checkGainMapInputs(inputs);
  const [batch, height, width] = inputs.x.shape;
  const shape = [batch, height, width, inputs.gain.shape[1]];
  if (!util.arraysEqual(dy.shape, shape)) {
    throw new RangeError(`gainMapGradient: expected dy of shape [${shape}], got [${dy.shape}]`);
  }
  return runGradient(OP, dy, packGainMapInputs(inputs), attributesOf(inputs));
}

/** The tensors in the order used by kernels and gradients. */
export function packGainMapInputs({ x, gain, filters, influence, synthesis }: GainMapInputs): Tensor[] {
  return [x, gain, filters, influence, synthesis];
}

/** The inverse of {@link packGainMapInputs}. */
export function unpackGainMapInputs(
  packed: readonly Tensor[],
  { block, radius }: GainMapAttributes,
): GainMapInputs {
  const [x, gain, filters, influence, synthesis] = packed;
  return {
    x: x as Tensor4D,
    gain: gain as Tensor2D,
    filters: filters as Tensor4D,
    influence: influence as Tensor2D,
    synthesis: synthesis as Tensor4D,
    block,
    radius,
  };
}

function attributesOf({ block, radius }: GainMapInputs): GainMapAttributes {
  return { block, radius };
}

/** Reads the attributes of a call of the gain map's kernel. */
export function readGainMapAttributes(attrs: NamedAttrMap | undefined): GainMapAttributes {
  const attributes: object = attrs ?? {};
  return attributes as GainMapAttributes;
}

/**
 * The map composed of tfjs ops: the reference for every fused kernel, and the implementation for backends
 * without one.
 */
export function composedGainMap(inputs: GainMapInputs): Tensor4D {
  return tidy(() => {
    const [, height, width] = inputs.x.shape;
    const { logarithm } = responses(inputs);
    return replicate(mul(perPixel(inputs.gain), exp(logarithm)), inputs.block, height, width);
  });
}

/** Gradients of ⟨dy, map⟩, in the order of packGainMapInputs. */
export function composedGainMapGradient(dy: Tensor4D, inputs: GainMapInputs): Tensor[] {
  return tidy(() => {
    const { x, gain, block, filters, influence, synthesis } = inputs;
    const [batch, height, width] = x.shape;
    const { padded, border, inner, z, lookup, logarithm } = responses(inputs);
    const dLogarithm = mul(blockSum(dy, block), mul(perPixel(gain), exp(logarithm))) as Tensor4D;
    const e = padZeros(dLogarithm, border);
    const g = correlate(e, synthesis);
    const weighted = mul(g, lookup.slope()) as Tensor4D;
    const scaled = mul(weighted, inner) as Tensor4D;
    const dPadded = correlateAdjoint(padZeros(scaled, border), filters);
    const dx = blockMeanAdjoint(foldSymmetric(dPadded, border), block, height, width);
    // A_g is a_g itself times what depends on a_0 z.
    const outer = div(sum(dLogarithm, [1, 2]), gain);
    const dInner = reshape(sum(mul(weighted, z), [1, 2, 3]), [batch, 1]);
    const dGain = add(outer, concat([dInner, zeros([batch, gain.shape[1] - 1])], 1));
    return [
      dx,
      dGain,
      correlateWith(padded, scaled),
      scatterToTable(g, lookup, influence.shape),
      correlateWith(e, lookup.value),
    ];
  });
}

function responses({ x, gain, block, filters, influence, synthesis, radius }: GainMapInputs) {
  const { padded, border } = borders(blockMean(x, block), filters);
  const inner = perPixel(slice(gain, [0, 0], [-1, 1]));
  const z = correlate(padded, filters);
  const lookup = lookUpInfluence(mul(z, inner), influence, radius);
  return { padded, border, inner, z, lookup, logarithm: correlateAdjoint(lookup.value, synthesis) };
}

function checkGainMapInputs(inputs: GainMapInputs): void {
  const { x, gain, block, filters, synthesis } = inputs;
  const refuse = (wanted: string, got: unknown): never => {
    throw new RangeError(`gainMap: expected ${wanted}, got ${describe(got)}`);
  };
  if (!(x instanceof Tensor) || x.rank !== 4 || x.size === 0) {
    refuse("a non-empty x of shape [batch, height, width, channels]", x);
  }
  const [batch, , , channels] = x.shape;
  if (gain.rank !== 2 || gain.shape[0] !== batch || gain.size === 0) {
    refuse(`gain of shape [${batch}, gains]`, gain);
  }
  if (!isPowerOfTwo(block)) refuse("block to be a power of two", block);
  checkFilterBank(inputs, channels, "gainMap");
  const [count, size] = filters.shape;
  const shape = [count, size, size, gain.shape[1]];
  if (!util.arraysEqual(synthesis.shape, shape)) refuse(`synthesis of shape [${shape}]`, synthesis);
}
