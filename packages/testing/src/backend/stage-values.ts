import { randomStream } from "@genericdp/core";
import type { GainMapInputs, StageInputs } from "@genericdp/core";
import { tensor2d, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";

/** Numbers of any precision: differences of the reference are too small for float32. */
export type Numbers = ArrayLike<number>;

/** One scale of a stage as numbers; see core's StageScale. */
export interface ScaleValues {
  readonly block: number;
  readonly channels: readonly number[];
  /** `[count, size, size, channels.length]`. */
  readonly filters: Numbers;
  readonly count: number;
  readonly size: number;
  /** `[count, nodes]`. */
  readonly influence: Numbers;
  readonly nodes: number;
  readonly radius: number;
}

/** The size of images and of their gains. */
export interface ImageSizes {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly gains: number;
}

/** A stage as numbers; see core's StageInputs. */
export interface StageValues extends ImageSizes {
  /** `[batch, height, width, channels]`, as is `observation`. */
  readonly x: Numbers;
  readonly observation: Numbers;
  /** `[batch, channels]`, or the shape of x. */
  readonly reaction: Numbers;
  readonly reactionMap: boolean;
  /** `[batch, gains]` or `[batch, height, width, gains]`. */
  readonly gain: Numbers;
  readonly gainMap: boolean;
  readonly scales: readonly ScaleValues[];
}

/** A gain map as numbers; see core's GainMapInputs. */
export interface GainMapValues extends ImageSizes {
  /** `[batch, height, width, channels]`. */
  readonly x: Numbers;
  /** `[batch, gains]`. */
  readonly gain: Numbers;
  readonly scale: ScaleValues;
  /** `[count, size, size, gains]`. */
  readonly synthesis: Numbers;
}

export interface StageCase {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  /** Default: 1. */
  readonly channels?: number;
  readonly scales: readonly {
    /** Side of the filters. */
    readonly size: number;
    readonly block: number;
    /** Default: all. */
    readonly channels?: readonly number[];
  }[];
  /** Filters per scale. */
  readonly count: number;
  /** Default: 1. */
  readonly gains?: number;
  /** Whether every pixel has its own gains, or its own reaction. Default: false. */
  readonly gainMap?: boolean;
  readonly reactionMap?: boolean;
}

/**
 * A random stage with asymmetric filters, smooth influence functions that differ between filters, and a gain
 * and a reaction for each image.
 */
export function randomStage(stage: StageCase, seed: number): StageValues {
  const { batch, height, width, channels = 1, scales, count, gains = 1 } = stage;
  const { gainMap = false, reactionMap = false } = stage;
  const random = randomStream(seed, height, width);
  const numbers = (length: number, scale: number, offset = 0): Float32Array =>
    Float32Array.from({ length }, () => offset + scale * (2 * random.uniform() - 1));
  const pixels = batch * height * width;
  const nodes = 65;
  return {
    batch,
    height,
    width,
    channels,
    gains,
    x: numbers(pixels * channels, 100, 128),
    observation: numbers(pixels * channels, 100, 128),
    reaction: numbers((reactionMap ? pixels : batch) * channels, 0.1, 0.2),
    reactionMap,
    gain: numbers((gainMap ? pixels : batch) * gains, 0.4, 1.2),
    gainMap,
    scales: scales.map(({ size, block, channels: seen = Array.from({ length: channels }, (_, c) => c) }) => ({
      block,
      channels: seen,
      size,
      count,
      nodes,
      radius: 160,
      filters: numbers(count * size * size * seen.length, 1 / size / Math.sqrt(seen.length)),
      influence: Float32Array.from({ length: count * nodes }, (_, i) => {
        const [filter, node] = [Math.floor(i / nodes), i % nodes];
        return 4 * Math.sin((6 * node) / nodes - 3 + filter) + Math.cos((9 * node) / nodes + 2 * filter);
      }),
    })),
  };
}

/** A random gain map with one scale, whose synthesis filters differ from its filters. */
export function randomGainMap(
  map: Omit<StageCase, "scales" | "gainMap" | "reactionMap"> & {
    readonly size: number;
    readonly block: number;
  },
  seed: number,
): GainMapValues {
  const { size, block, ...rest } = map;
  const { scales, ...values } = randomStage({ ...rest, scales: [{ size, block }] }, seed);
  const scale = scales[0]!;
  const influence = Array.from(scale.influence, (value) => value / 4);
  const random = randomStream(seed, 1);
  const synthesis = Float32Array.from(
    { length: map.count * size * size * values.gains },
    () => (2 * random.uniform() - 1) / size / 8,
  );
  return { ...values, scale: { ...scale, influence }, synthesis };
}

/** The inputs of the gain map as tensors on the active backend; the caller must dispose of them. */
export function uploadGainMap({ scale, synthesis, x, gain, ...sizes }: GainMapValues): GainMapInputs {
  const { batch, height, width, channels, gains } = sizes;
  const { block, filters, count, size, influence, nodes, radius } = scale;
  return {
    x: tensor4d(floats(x), [batch, height, width, channels]),
    gain: tensor2d(floats(gain), [batch, gains]),
    block,
    filters: tensor4d(floats(filters), [count, size, size, channels]),
    influence: tensor2d(floats(influence), [count, nodes]),
    synthesis: tensor4d(floats(synthesis), [count, size, size, gains]),
    radius,
  };
}

/** The stage as tensors on the active backend; the caller must dispose of them. */
export function uploadStage(stage: StageValues): StageInputs {
  const { batch, height, width, channels, gains, reactionMap, gainMap, scales } = stage;
  const image = (values: Numbers, count: number): Tensor4D =>
    tensor4d(floats(values), [batch, height, width, count]);
  const samples = (values: Numbers, count: number): Tensor2D => tensor2d(floats(values), [batch, count]);
  return {
    x: image(stage.x, channels),
    observation: image(stage.observation, channels),
    reaction: (reactionMap ? image : samples)(stage.reaction, channels),
    gain: (gainMap ? image : samples)(stage.gain, gains),
    scales: scales.map(({ block, channels: seen, filters, count, size, influence, nodes, radius }) => ({
      block,
      channels: seen,
      filters: tensor4d(floats(filters), [count, size, size, seen.length]),
      influence: tensor2d(floats(influence), [count, nodes]),
      radius,
    })),
  };
}

function floats(values: Numbers): Float32Array {
  return Float32Array.from(values);
}
