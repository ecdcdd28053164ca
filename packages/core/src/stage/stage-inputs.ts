import { Tensor } from "@tensorflow/tfjs-core";
import type { NamedTensorMap, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { checkFilterBank, describe } from "./filter-bank.ts";

/** The part of an image that the filters of a scale see. */
export interface ScaleAttributes {
  /** The scale acts on the image averaged over blocks of this many pixels a side; a power of two. */
  readonly block: number;
  /** Channels of the image that the filters see and change, by their indices. */
  readonly channels: readonly number[];
  /** Half the width of the tabulated domain of its influence functions, in gray levels. */
  readonly radius: number;
}

/** The filters and influence functions that act on one scale of the image pyramid. */
export interface StageScale extends ScaleAttributes {
  /** k_i: `[count, size, size, channels.length]`, odd size. */
  readonly filters: Tensor4D;
  /**
   * φ_i at equidistant nodes from −radius to +radius: `[count, nodes]`. Linear in between, constant outside.
   */
  readonly influence: Tensor2D;
}

export interface StageInputs {
  /** u_{t−1}: `[batch, height, width, channels]`. */
  readonly x: Tensor4D;
  /** f, the noisy observation: the shape of `x`. */
  readonly observation: Tensor4D;
  /** λ of each sample and channel, `[batch, channels]`, or of each pixel, the shape of `x`. */
  readonly reaction: Tensor2D | Tensor4D;
  /**
   * a, the gain of φ(a·z)/a, positive: `[batch, gains]`, or `[batch, height, width, gains]`, averaged over
   * blocks and mirrored at the borders like `x`. `gains` is 1, or the number of scales: then each scale has
   * its own.
   */
  readonly gain: Tensor2D | Tensor4D;
  readonly scales: readonly StageScale[];
}

/** The attributes of a stage in addition to its tensors. */
export interface StageAttributes {
  readonly scales: readonly ScaleAttributes[];
}

const FIXED_INPUTS = 4;

/** The tensors of the stage in the order used by its kernels and gradients. */
export function packStageInputs(inputs: StageInputs): Tensor[] {
  const { x, observation, reaction, gain, scales } = inputs;
  return [x, observation, reaction, gain, ...scales.flatMap((s) => [s.filters, s.influence])];
}

/** The inverse of {@link packStageInputs}; also reads the array that a tfjs kernel receives. */
export function unpackStageInputs(
  packed: readonly Tensor[] | NamedTensorMap,
  { scales }: StageAttributes,
): StageInputs {
  const list = Object.values(packed);
  const at = <T extends Tensor>(i: number): T => {
    const tensor = list[i];
    if (tensor === undefined)
      throw new TypeError(
        `diffusionStage: expected ${FIXED_INPUTS + 2 * scales.length} tensors, got ${list.length}`,
      );
    return tensor as T;
  };
  return {
    x: at(0),
    observation: at(1),
    reaction: at(2),
    gain: at(3),
    scales: scales.map((attributes, s) => ({
      ...attributes,
      filters: at(FIXED_INPUTS + 2 * s),
      influence: at(FIXED_INPUTS + 2 * s + 1),
    })),
  };
}

/** Index of the gain of a scale. */
export function gainOfScale(gains: number, scale: number): number {
  return gains === 1 ? 0 : scale;
}

/**
 * Checks that the tensors match.
 *
 * @throws TypeError or RangeError naming the tensor, what was expected and what it got.
 */
export function checkStageInputs(inputs: StageInputs): void {
  const { x, observation, reaction, gain, scales } = inputs;
  const refuse = (wanted: string, got: unknown): never => {
    throw new RangeError(`diffusionStage: expected ${wanted}, got ${describe(got)}`);
  };
  if (!(x instanceof Tensor) || x.rank !== 4) {
    throw new TypeError(
      `diffusionStage: expected x of shape [batch, height, width, channels], got ${describe(x)}`,
    );
  }
  if (x.size === 0) refuse("a non-empty x", x);
  if (!sameShape(observation, x.shape)) refuse(`observation of x's shape [${x.shape}]`, observation);
  if (scales.length === 0) refuse("at least one scale", "none");
  const [batch, height, width, channels] = x.shape;
  if (!sameShape(reaction, [batch, channels]) && !sameShape(reaction, x.shape)) {
    refuse(`reaction of shape [${batch},${channels}] or [${x.shape}]`, reaction);
  }
  const counts = Array.from(new Set([1, scales.length]));
  if (!counts.some((n) => sameShape(gain, [batch, n]) || sameShape(gain, [batch, height, width, n]))) {
    const n = counts.join(" or ");
    refuse(`gain of shape [${batch}, ${n}] or [${batch},${height},${width}, ${n}]`, gain);
  }
  scales.forEach((scale, s) => {
    const of = ` of scale ${s}`;
    const seen = scale.channels;
    if (!isPowerOfTwo(scale.block)) refuse(`block${of} to be a power of two`, scale.block);
    const known = (channel: number): boolean =>
      Number.isInteger(channel) && channel >= 0 && channel < channels;
    if (seen.length === 0 || new Set(seen).size < seen.length || !seen.every(known)) {
      refuse(`channels${of} to be different ones from 0 to ${channels - 1}`, `[${seen}]`);
    }
    checkFilterBank(scale, seen.length, "diffusionStage", of);
  });
}

/** Whether a scale of the pyramid may have blocks of this side. */
export function isPowerOfTwo(block: number): boolean {
  return Number.isInteger(block) && block >= 1 && (block & (block - 1)) === 0;
}

function sameShape(tensor: Tensor, shape: readonly number[]): boolean {
  return tensor.rank === shape.length && shape.every((size, i) => tensor.shape[i] === size);
}
