import { randomStream } from "@genericdp/core";
import type { GainMapInputs, StageInputs } from "@genericdp/core";
import { tensor1d, tensor2d, tensor3d, tensor4d } from "@tensorflow/tfjs-core";

/** Numbers of any precision: a reference works on what is moved by less than float32 can tell. */
export type Numbers = ArrayLike<number>;

/** One scale of a stage as numbers; see core's StageScale. */
export interface ScaleValues {
  /** `[count, size, size]`. */
  readonly filters: Numbers;
  readonly count: number;
  readonly size: number;
  /** `[count, nodes]`. */
  readonly influence: Numbers;
  readonly nodes: number;
  readonly radius: number;
}

/** A stage as numbers; see core's StageInputs. */
export interface StageValues {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  /** `[batch, height, width]`, as is `observation`. */
  readonly x: Numbers;
  readonly observation: Numbers;
  /** `[batch]`. */
  readonly reaction: Numbers;
  /** `[batch]` or `[batch, height, width]`. */
  readonly gain: Numbers;
  readonly scales: readonly ScaleValues[];
}

/** A gain map as numbers; see core's GainMapInputs. */
export interface GainMapValues {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  /** `[batch, height, width]`. */
  readonly x: Numbers;
  /** `[batch]`. */
  readonly gain: Numbers;
  readonly scale: ScaleValues;
  /** `[count, size, size]`. */
  readonly synthesis: Numbers;
}

export interface StageCase {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  /** Side of the filters of each scale. */
  readonly sizes: readonly number[];
  /** Filters a scale. */
  readonly count: number;
  /** Whether every pixel has a gain of its own. */
  readonly gains: boolean;
}

/** Asymmetric filters, smooth influence functions that differ by filter, a gain and a reaction by image. */
export function randomStage(stage: StageCase, seed: number): StageValues {
  const { batch, height, width, sizes, count, gains } = stage;
  const random = randomStream(seed, height, width);
  const numbers = (length: number, scale: number, offset = 0): Float32Array =>
    Float32Array.from({ length }, () => offset + scale * (2 * random.uniform() - 1));
  const pixels = batch * height * width;
  const nodes = 65;
  return {
    batch,
    height,
    width,
    x: numbers(pixels, 100, 128),
    observation: numbers(pixels, 100, 128),
    reaction: numbers(batch, 0.1, 0.2),
    gain: numbers(gains ? pixels : batch, 0.4, 1.2),
    scales: sizes.map((size) => ({
      size,
      count,
      nodes,
      radius: 160,
      filters: numbers(count * size * size, 1 / size),
      influence: Float32Array.from({ length: count * nodes }, (_, i) => {
        const [filter, node] = [Math.floor(i / nodes), i % nodes];
        return 4 * Math.sin((6 * node) / nodes - 3 + filter) + Math.cos((9 * node) / nodes + 2 * filter);
      }),
    })),
  };
}

/** A gain map whose synthesis filters are not its filters. */
export function randomGainMap(
  map: Omit<StageCase, "sizes" | "gains"> & { size: number },
  seed: number,
): GainMapValues {
  const { batch, height, width, x, gain, scales } = randomStage(
    { ...map, sizes: [map.size, map.size], gains: false },
    seed,
  );
  const [scale, other] = scales;
  const influence = Array.from(scale!.influence, (value) => value / 4);
  const synthesis = Array.from(other!.filters, (tap) => tap / 8);
  return { batch, height, width, x, gain, scale: { ...scale!, influence }, synthesis };
}

/** The gain map's ingredients as tensors on the active backend; the caller disposes of them. */
export function uploadGainMap({
  batch,
  height,
  width,
  x,
  gain,
  scale,
  synthesis,
}: GainMapValues): GainMapInputs {
  const { filters, count, size, influence, nodes, radius } = scale;
  return {
    x: tensor4d(floats(x), [batch, height, width, 1]),
    gain: tensor1d(floats(gain)),
    filters: tensor3d(floats(filters), [count, size, size]),
    influence: tensor2d(floats(influence), [count, nodes]),
    synthesis: tensor3d(floats(synthesis), [count, size, size]),
    radius,
  };
}

/** The stage as tensors on the active backend; the caller disposes of them. */
export function uploadStage({ batch, height, width, scales, ...values }: StageValues): StageInputs {
  const shape: [number, number, number, number] = [batch, height, width, 1];
  const { x, observation, reaction, gain } = values;
  return {
    x: tensor4d(floats(x), shape),
    observation: tensor4d(floats(observation), shape),
    reaction: tensor1d(floats(reaction)),
    gain: gain.length === batch ? tensor1d(floats(gain)) : tensor4d(floats(gain), shape),
    scales: scales.map(({ filters, count, size, influence, nodes, radius }) => ({
      filters: tensor3d(floats(filters), [count, size, size]),
      influence: tensor2d(floats(influence), [count, nodes]),
      radius,
    })),
  };
}

function floats(values: Numbers): Float32Array {
  return Float32Array.from(values);
}
