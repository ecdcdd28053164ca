import { tensor1d, tensor2d, tensor3d, tensor4d } from "@tensorflow/tfjs-core";
import { randomStream } from "../src/index.ts";
import type { GainMapInputs, StageInputs } from "../src/index.ts";
import type { NaiveGainMap, NaiveStage } from "./naive-stage.ts";

/** Reproducible numbers, uniform in [−1, 1). */
export function signedNumbers(seed: number): () => number {
  const random = randomStream(seed);
  return () => 2 * random.uniform() - 1;
}

export interface FixtureOptions {
  readonly height: number;
  readonly width: number;
  readonly size: number;
  readonly count: number;
  readonly scales: number;
  readonly nodes?: number;
  readonly seed?: number;
  /** A gain that differs from pixel to pixel. */
  readonly gains?: boolean;
}

/**
 * A stage whose filters are asymmetric and whose influence functions differ per filter; float32-exact
 * numbers.
 */
export function randomStage({
  height,
  width,
  size,
  count,
  scales,
  nodes = 65,
  seed = 1,
  gains = false,
}: FixtureOptions): NaiveStage {
  const random = signedNumbers(seed);
  const numbers = (n: number, scale: number, offset = 0): number[] =>
    Array.from({ length: n }, () => Math.fround(offset + scale * random()));
  return {
    height,
    width,
    x: numbers(height * width, 100, 128),
    observation: numbers(height * width, 100, 128),
    reaction: Math.fround(0.1 + 0.05 * random()),
    gain: gains ? numbers(height * width, 0.5, 1.2) : Math.fround(1.3 + 0.2 * random()),
    scales: Array.from({ length: scales }, () => ({
      size,
      filters: Array.from({ length: count }, () => numbers(size * size, 1 / size)),
      tables: Array.from({ length: count }, () => smooth(nodes, random)),
      radius: 160,
    })),
  };
}

/** Random but smooth, so that neighbouring slopes differ little and finite differences mean something. */
function smooth(nodes: number, random: () => number): number[] {
  const [a, b, c] = [random(), random(), random()];
  return Array.from({ length: nodes }, (_, i) => {
    const t = (2 * i) / (nodes - 1) - 1;
    return Math.fround(4 * Math.sin(3 * t + a) + 3 * b * t + 2 * c * Math.cos(5 * t));
  });
}

/** The same stages, of one size, as one batch of tensors. The filters and tables of the first serve all. */
export function toStageInputs(stages: readonly NaiveStage[]): StageInputs {
  const first = stages[0]!;
  const shape: [number, number, number, number] = [stages.length, first.height, first.width, 1];
  return {
    x: tensor4d(
      stages.flatMap((s) => s.x),
      shape,
    ),
    observation: tensor4d(
      stages.flatMap((s) => s.observation),
      shape,
    ),
    reaction: tensor1d(stages.map((s) => s.reaction)),
    gain:
      typeof first.gain === "number"
        ? tensor1d(stages.flatMap((s) => s.gain))
        : tensor4d(
            stages.flatMap((s) => s.gain),
            shape,
          ),
    scales: first.scales.map(({ filters, tables, size, radius }) => ({
      filters: tensor3d(filters.flat(), [filters.length, size, size]),
      influence: tensor2d(tables.flat(), [tables.length, tables[0]!.length]),
      radius,
    })),
  };
}

/** A gain map's ingredients, of which only `count`, sizes, `nodes` and `seed` are looked at. */
export function randomGainMap(options: Omit<FixtureOptions, "scales">): NaiveGainMap {
  const { height, width, x, gain, scales } = randomStage({ ...options, scales: 2 });
  const [scale, other] = scales;
  const synthesis = other!.filters.map((l) => l.map((tap) => Math.fround(tap / 8)));
  return { height, width, x, gain: gain as number, scale: scale!, synthesis };
}

/** The same maps, of one size, as one batch. The filters and tables of the first serve all. */
export function toGainMapInputs(maps: readonly NaiveGainMap[]): GainMapInputs {
  const { height, width, scale, synthesis } = maps[0]!;
  const { filters, tables, size, radius } = scale;
  return {
    x: tensor4d(
      maps.flatMap((m) => m.x),
      [maps.length, height, width, 1],
    ),
    gain: tensor1d(maps.map((m) => m.gain)),
    filters: tensor3d(filters.flat(), [filters.length, size, size]),
    influence: tensor2d(tables.flat(), [tables.length, tables[0]!.length]),
    synthesis: tensor3d(synthesis.flat(), [filters.length, size, size]),
    radius,
  };
}
