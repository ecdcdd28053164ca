import { randomStream } from "@genericdp/core";
import type { GainMapArrays, StageArrays } from "@genericdp/stage-kernel";

export interface StageOptions {
  readonly batch?: number;
  readonly height: number;
  readonly width: number;
  readonly size: number;
  readonly count: number;
  readonly scales: number;
  readonly nodes?: number;
}

/** Variants of every size. The WebAssembly kernel supports only gray. */
export const GRAY = [{ gainMap: false }, { gainMap: true }] as const;
export const SEVERAL: readonly Kind[] = [
  ...GRAY,
  { channels: 3, gainMap: true, reactionMap: true },
  { channels: 4, gainMap: false, reactionMap: false, ownGains: true },
] as const;

export interface Kind {
  readonly channels?: number;
  readonly gainMap?: boolean;
  readonly reactionMap?: boolean;
  /** Each scale has its own gain. */
  readonly ownGains?: boolean;
}

export function randomStage(options: StageOptions & Kind): StageArrays {
  const { batch = 1, height, width, size, count, scales, nodes = 65 } = options;
  const { channels = 1, gainMap: varying = false, reactionMap = false, ownGains = false } = options;
  const gains = ownGains ? scales : 1;
  const random = randomStream(height, width);
  const numbers = (length: number, scale: number, offset = 0): Float32Array =>
    Float32Array.from({ length }, () => offset + scale * (2 * random.uniform() - 1));
  return {
    batch,
    height,
    width,
    channels,
    gains,
    reactionMap,
    gainMap: varying,
    x: numbers(batch * height * width * channels, 100, 128),
    observation: numbers(batch * height * width * channels, 100, 128),
    reaction: numbers((reactionMap ? batch * height * width : batch) * channels, 0.1, 0.2),
    gain: numbers((varying ? batch * height * width : batch) * gains, 0.5, 1.2),
    scales: Array.from({ length: scales }, (__, s) => ({
      block: 2 ** s,
      channels: Array.from({ length: channels }, (___, c) => c),
      size,
      count,
      nodes,
      radius: 160,
      filters: numbers(count * size * size * channels, 1 / size),
      // Smooth: if a response lies next to a node, rounding decides which slope is used.
      influence: Float32Array.from({ length: count * nodes }, (_, i) => {
        const t = (2 * (i % nodes)) / (nodes - 1) - 1;
        return 4 * Math.sin(3 * t + Math.floor(i / nodes)) + Math.cos(5 * t);
      }),
    })),
  };
}

export function randomGainMap(options: StageOptions & Kind): GainMapArrays {
  const { scales, ...stage } = randomStage({ ...options, gainMap: false, scales: 2 });
  const [scale, other] = scales;
  const { count, size } = options;
  const synthesis = other!.filters.subarray(0, count * size * size).map((tap) => tap / 16);
  return {
    ...stage,
    gains: 1,
    gain: stage.gain.slice(0, stage.batch),
    scale: { ...scale!, block: 2, synthesis },
  };
}

export const SIZES: readonly StageOptions[] = [
  { height: 1, width: 1, size: 7, count: 3, scales: 1 },
  { height: 70, width: 45, size: 7, count: 24, scales: 1, nodes: 1025 },
  { height: 67, width: 133, size: 5, count: 7, scales: 3 },
  { batch: 3, height: 53, width: 18, size: 9, count: 5, scales: 2 },
  { height: 5, width: 300, size: 3, count: 15, scales: 2 },
];
