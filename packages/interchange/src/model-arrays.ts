import {
  TABLE_NODES,
  blockParameters,
  centreSpacing,
  gainCount,
  influenceTables,
  synthesizeFilters,
  tableNode,
} from "@genericdp/model";
import type { Model, ParameterKind } from "@genericdp/model";
import { opponentMatrix } from "./opponent-matrix.ts";

/** Numbers in C order, the last index fastest. */
export interface NamedArray {
  readonly name: string;
  readonly data: ArrayLike<number>;
  readonly shape: readonly number[];
}

/**
 * The arrays with what a model has learned, each for all stages: filters, influence functions and curves as
 * they appear in equation (4) of Qiao et al. (BMVC 2017), instead of the coefficients and logarithms that are
 * trained.
 */
export function* modelArrays(model: Model): Generator<NamedArray> {
  const { architecture } = model;
  const { stages, channels, scales, influence, reaction, gain, gainMap, families = [] } = architecture;
  const gains = gainCount(architecture);
  const list = (name: string, data: readonly number[]): NamedArray => ({ name, data, shape: [data.length] });
  /** Concatenates the blocks of all stages. */
  const stacked = (
    name: string,
    [kind, part]: readonly [ParameterKind, number?],
    shape: readonly number[],
    change = (parameters: Float32Array) => parameters,
  ): NamedArray => {
    const blocks = Array.from({ length: stages }, (_, t) => change(blockParameters(model, kind, t, part)));
    return { name, data: blocks.flatMap((block) => Array.from(block)), shape: [stages, ...shape] };
  };
  const tables = (weights: Float32Array): Float32Array => influenceTables(influence, weights);
  const exponentials = (logarithms: Float32Array): Float32Array => logarithms.map(Math.exp);

  yield list("noise_range", [architecture.noiseRange.min, architecture.noiseRange.max]);
  yield list("channels", [channels]);
  if (channels === 3) yield { name: "opponent", data: opponentMatrix().flat(), shape: [3, 3] };
  const { centres, radius } = influence;
  const spacing = centreSpacing(influence);
  yield list(
    "centres",
    Array.from({ length: centres }, (_, j) => j * spacing - radius),
  );
  yield list(
    "nodes",
    Array.from({ length: TABLE_NODES }, (_, n) => tableNode(influence, n)),
  );
  yield list(
    "blocks",
    scales.map(({ block }) => block),
  );
  for (const [s, { filters: count, size, channels: seen }] of scales.entries()) {
    const bank = { count, size, channels: seen.length };
    const filters = (coefficients: Float32Array): Float32Array => synthesizeFilters(coefficients, bank);
    yield list(`channels_${s}`, seen);
    yield stacked(`filters_${s}`, ["coefficients", s], [count, size, size, seen.length], filters);
    yield stacked(`influence_${s}`, ["influence", s], [count, TABLE_NODES], tables);
    yield stacked(`weights_${s}`, ["influence", s], [count, centres]);
  }
  if (reaction) {
    yield list("reaction_knots", reaction.knots);
    yield stacked("reaction", ["reaction"], [channels, reaction.knots.length], exponentials);
  }
  if (gain) {
    yield list("gain_knots", gain.knots);
    yield stacked("gain", ["gain"], [gains, gain.knots.length], exponentials);
  }
  if (gainMap) {
    const { filters: count, size, block } = gainMap;
    const filters = (coefficients: Float32Array): Float32Array =>
      synthesizeFilters(coefficients, { count, size, channels });
    yield list("map_block", [block]);
    yield stacked("map_filters", ["mapCoefficients"], [count, size, size, channels], filters);
    yield stacked("map_influence", ["mapInfluence"], [count, TABLE_NODES], tables);
    yield stacked("map_weights", ["mapInfluence"], [count, centres]);
    yield stacked("map_synthesis", ["mapSynthesis"], [count, size, size, gains]);
  }
  for (const [f, { name, knots }] of families.entries()) {
    yield list(`family_${name}_knots`, knots);
    yield stacked(`family_${name}_penalty`, ["familyPenalty", f], [1, knots.length], exponentials);
    yield stacked(`family_${name}_gain`, ["familyGain", f], [gains, knots.length], exponentials);
  }
}
