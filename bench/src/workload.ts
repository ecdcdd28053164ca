import type { StageArrays } from "@genericdp/stage-kernel";
import type { StageInputs } from "@genericdp/core";
import { tensor2d, tensor4d } from "@tensorflow/tfjs-core";

/** A denoiser's size: together with the image's size, it determines the cost of a run. */
export interface Architecture {
  readonly stages: number;
  readonly count: number;
  readonly size: number;
}

const NODES = 1025;
const RADIUS = 320;

/** Stages similar to a trained model's, applied to a batch of noisy images. */
export function plainStages(
  model: Architecture,
  batch: number,
  height: number,
  width: number,
): StageArrays[] {
  const x = noisyImages(batch, height, width);
  const { count, size } = model;
  return Array.from({ length: model.stages }, (_, t) => ({
    batch,
    height,
    width,
    channels: 1,
    gains: 1,
    x,
    observation: x,
    reactionMap: false,
    gainMap: false,
    reaction: new Float32Array(batch).fill(0.1),
    gain: new Float32Array(batch).fill(1.1),
    scales: [
      {
        block: 1,
        channels: [0],
        size,
        count,
        nodes: NODES,
        radius: RADIUS,
        filters: cosineFilters(count, size),
        influence: saturatingTables(count, 20 + t),
      },
    ],
  }));
}

/** The stage as tensors on the current tfjs backend. */
export function toInputs(stage: StageArrays): StageInputs {
  const { batch, height, width, x, observation, reaction, gain, scales } = stage;
  return {
    x: tensor4d(x, [batch, height, width, 1]),
    observation: tensor4d(observation, [batch, height, width, 1]),
    reaction: tensor2d(reaction, [batch, 1]),
    gain: tensor2d(gain, [batch, 1]),
    scales: scales.map(({ block, channels, filters, count, size, influence, nodes, radius }) => ({
      block,
      channels,
      filters: tensor4d(filters, [count, size, size, channels.length]),
      influence: tensor2d(influence, [count, nodes]),
      radius,
    })),
  };
}

/** Multiply-adds of one pass of `pixels` pixels through the filter banks of all stages. */
export function multiplyAdds({ stages, count, size }: Architecture, pixels: number): number {
  return stages * count * size * size * pixels;
}

/** A ramp, an edge and a texture with noise of standard deviation 25. */
export function noisyImages(batch: number, height: number, width: number): Float32Array {
  return Float32Array.from({ length: batch * height * width }, (_, i) => {
    const [row, column] = [Math.floor(i / width) % height, i % width];
    const edge = row + 2 * column > 1.4 * width ? 70 : 0;
    // A sum of four uniform numbers is close enough to a Gaussian.
    const noise = 43 * (Math.random() + Math.random() + Math.random() + Math.random() - 2);
    return 60 + (40 * row) / height + edge + 15 * Math.sin(column / 3) + noise;
  });
}

/** Products of cosines with norm 1; the constant one is omitted. */
function cosineFilters(count: number, size: number): Float32Array {
  const wave = (frequency: number, i: number): number =>
    Math.cos((Math.PI * frequency * (2 * i + 1)) / (2 * size)) * Math.sqrt((frequency === 0 ? 1 : 2) / size);
  return Float32Array.from({ length: count * size * size }, (_, i) => {
    const filter = Math.floor(i / size ** 2) + 1;
    const [row, column] = [Math.floor(i / size) % size, i % size];
    return wave(Math.floor(filter / size), row) * wave(filter % size, column);
  });
}

/** z / (1 + (z/width)²), small enough for the stages to converge: below 2 for 48 filters of norm 1. */
function saturatingTables(count: number, width: number): Float32Array {
  return Float32Array.from({ length: count * NODES }, (_, i) => {
    const z = (2 * RADIUS * (i % NODES)) / (NODES - 1) - RADIUS;
    return (0.04 * z) / (1 + (z / width) ** 2);
  });
}
