import { tensor2d, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import type { GainMapInputs, StageInputs } from "@genericdp/core";
import type { GainMapArrays, StageArrays } from "../src/index.ts";

export interface FixtureOptions {
  readonly height: number;
  readonly width: number;
  readonly size: number;
  readonly count: number;
  readonly scales: number;
  readonly batch?: number;
  readonly nodes?: number;
  readonly radius?: number;
  /** Approximate maximum of an influence function. */
  readonly rise?: number;
  readonly seed?: number;
  /** A gain for every pixel. */
  readonly gains?: boolean;
}

/** A small reproducible random stream, uniform in [−1, 1). */
export function randomStream(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    let mixed = state ^ (state >>> 15);
    mixed = Math.imul(mixed, 0x2c1b3c6d);
    mixed ^= mixed >>> 13;
    return (mixed >>> 0) / 2 ** 31 - 1;
  };
}

/**
 * Asymmetric filters, smooth influence functions that differ between filters, a gain and a reaction per
 * sample.
 */
export function randomStage(options: FixtureOptions): StageArrays {
  const { height, width, size, count, scales } = options;
  const { batch = 1, nodes = 65, radius = 160, rise = 4, seed = 1, gains = false } = options;
  const random = randomStream(seed);
  const numbers = (length: number, scale: number, offset = 0): Float32Array =>
    Float32Array.from({ length }, () => offset + scale * random());
  return {
    batch,
    height,
    width,
    channels: 1,
    gains: 1,
    reactionMap: false,
    gainMap: gains,
    x: numbers(batch * height * width, 100, 128),
    observation: numbers(batch * height * width, 100, 128),
    reaction: numbers(batch, 0.1, 0.2),
    gain: numbers(gains ? batch * height * width : batch, 0.5, 1.2),
    scales: Array.from({ length: scales }, (_, s) => ({
      block: 2 ** s,
      channels: [0],
      size,
      count,
      nodes,
      radius,
      filters: numbers(count * size * size, 1 / size),
      influence: smoothTables(count, nodes, rise, random),
    })),
  };
}

function smoothTables(count: number, nodes: number, rise: number, random: () => number): Float32Array {
  const out = new Float32Array(count * nodes);
  for (let i = 0; i < count; i++) {
    const [a, b, c] = [random(), random(), random()];
    for (let j = 0; j < nodes; j++) {
      const t = (2 * j) / (nodes - 1) - 1;
      out[i * nodes + j] = rise * (Math.sin(3 * t + a) + b * t + 0.5 * c * Math.cos(5 * t));
    }
  }
  return out;
}

/** The stage as tensors on the current tfjs backend. */
export function toInputs(stage: StageArrays): StageInputs {
  const { batch, height, width, x, observation, reaction, gain, scales } = stage;
  return {
    x: tensor4d(x, [batch, height, width, 1]),
    observation: tensor4d(observation, [batch, height, width, 1]),
    reaction: tensor2d(reaction, [batch, 1]),
    gain: gain.length === batch ? tensor2d(gain, [batch, 1]) : tensor4d(gain, [batch, height, width, 1]),
    scales: scales.map(({ block, channels, filters, count, size, influence, nodes, radius }) => ({
      block,
      channels,
      filters: tensor4d(filters, [count, size, size, 1]),
      influence: tensor2d(influence, [count, nodes]),
      radius,
    })),
  };
}

/** A gain map whose synthesis filters differ from its filters. */
export function randomGainMap(options: Omit<FixtureOptions, "scales">): GainMapArrays {
  const { scales, ...stage } = randomStage({ rise: 1, ...options, scales: 2 });
  const [scale, other] = scales;
  const synthesis = other!.filters.map((tap) => tap / 8);
  return { ...stage, scale: { ...scale!, block: 2, synthesis } };
}

/** The inputs of the gain map as tensors on the current tfjs backend. */
export function toGainMapInputs({ batch, height, width, x, gain, scale }: GainMapArrays): GainMapInputs {
  const { block, count, size, nodes, filters, synthesis, influence, radius } = scale;
  return {
    x: tensor4d(x, [batch, height, width, 1]),
    gain: tensor2d(gain, [batch, 1]),
    block,
    filters: tensor4d(filters, [count, size, size, 1]),
    influence: tensor2d(influence, [count, nodes]),
    synthesis: tensor4d(synthesis, [count, size, size, 1]),
    radius,
  };
}

/** Values of tensors, which are disposed. */
export function takeData(tensors: readonly Tensor[]): Float32Array[] {
  return tensors.map((tensor) => {
    const values = Float32Array.from(tensor.dataSync());
    tensor.dispose();
    return values;
  });
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!);
    // Not Math.max: a NaN must count as wrong.
    if (!(difference <= largest)) largest = difference;
    if (Number.isNaN(difference)) return Infinity;
  }
  return largest;
}

/** ‖a − b‖ / ‖b‖; if b is zero, 0 or ∞ depending on whether a is zero. */
export function relativeDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < b.length; i++) {
    difference += (a[i]! - b[i]!) ** 2;
    norm += b[i]! ** 2;
  }
  if (norm === 0) return difference === 0 ? 0 : Infinity;
  return Number.isNaN(difference) ? Infinity : Math.sqrt(difference / norm);
}
