import { randomStream } from "@genericdp/core";
import type { StageValues } from "@genericdp/testing";

export interface StageCase {
  readonly batch?: number;
  readonly height: number;
  readonly width: number;
  /** Side of the filters of each scale. */
  readonly sizes: readonly number[];
  readonly count: number;
  /** Whether every pixel has its own gain. */
  readonly gains?: boolean;
}

/** A reproducible stage in plain arrays, which can be sent to a page. */
export function drawStage({ batch = 1, height, width, sizes, count, gains = false }: StageCase): StageValues {
  const random = randomStream(height, width);
  const draw = (length: number, middle: number, spread: number): number[] =>
    Array.from({ length }, () => Math.fround(middle + spread * (2 * random.uniform() - 1)));
  const pixels = batch * height * width;
  const nodes = 33;
  return {
    batch,
    height,
    width,
    channels: 1,
    gains: 1,
    reactionMap: false,
    gainMap: gains,
    x: draw(pixels, 128, 100),
    observation: draw(pixels, 128, 100),
    reaction: draw(batch, 0.2, 0.1),
    gain: draw(gains ? pixels : batch, 1.2, 0.4),
    scales: sizes.map((size, s) => ({
      block: 2 ** s,
      channels: [0],
      size,
      count,
      nodes,
      radius: 160,
      filters: draw(count * size * size, 0, 1 / size),
      influence: draw(count * nodes, 0, 4),
    })),
  };
}

/** Stripes and a disc with noise, `[side, side]`, gray levels. */
export function noisyPicture(side: number, noiseLevel: number): number[] {
  const random = randomStream(side, noiseLevel);
  return Array.from({ length: side * side }, (_, i) => {
    const [y, x] = [Math.floor(i / side), i % side];
    const disc = Math.hypot(y - side / 2, x - side / 2) < side / 4 ? 60 : 0;
    return Math.fround(90 + disc + 30 * Math.sin(x / 3) + noiseLevel * random.normal());
  });
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  // Not only Math.max: a NaN must count as wrong.
  return Array.from(a, (value, i) => Math.abs(value - b[i]!)).reduce(
    (largest, difference) =>
      difference <= largest ? largest : Number.isNaN(difference) ? Infinity : difference,
    0,
  );
}
