import { modelArrays } from "@genericdp/interchange";
import type { NamedArray } from "@genericdp/interchange";
import type { Model } from "@genericdp/model";

/** A filter row by row, with interleaved channels, and its influence function at the nodes of the model. */
export interface LearnedFilter {
  readonly weights: readonly number[];
  readonly influence: readonly number[];
}

export interface LearnedScale {
  /** Side of the blocks over which its input is averaged. */
  readonly block: number;
  readonly size: number;
  readonly channels: number;
  /** The filters of each stage. */
  readonly filters: readonly (readonly LearnedFilter[])[];
}

/** A curve over the noise level: for each stage its values at the knots, for the first channel or scale. */
export interface LearnedCurve {
  readonly knots: readonly number[];
  readonly stages: readonly (readonly number[])[];
}

/** What a model has learned, in terms of equation (4). */
export interface Learned {
  readonly stages: number;
  /** Responses, in gray levels, at which the influence functions are given. */
  readonly nodes: readonly number[];
  readonly scales: readonly LearnedScale[];
  readonly reaction: LearnedCurve | undefined;
  readonly gain: LearnedCurve | undefined;
}

export function learned(model: Model): Learned {
  const arrays = new Map(Array.from(modelArrays(model), (array) => [array.name, array]));
  const values = (name: string): readonly number[] => Array.from(arrays.get(name)!.data);
  const { stages, scales } = model.architecture;
  const curve = (name: string): LearnedCurve | undefined => {
    const array = arrays.get(name);
    return array && { knots: values(`${name}_knots`), stages: parts(array).map(([first]) => first!) };
  };
  return {
    stages,
    nodes: values("nodes"),
    scales: scales.map(({ block, size, channels }, s) => {
      const [filters, influence] = [`filters_${s}`, `influence_${s}`].map((name) => parts(arrays.get(name)!));
      const stage = (t: number): LearnedFilter[] =>
        filters![t]!.map((weights, i) => ({ weights, influence: influence![t]![i]! }));
      const all = Array.from({ length: stages }, (_, t) => stage(t));
      return { block, size, channels: channels.length, filters: all };
    }),
    reaction: curve("reaction"),
    gain: curve("gain"),
  };
}

/** Splits an array into [stage][second index][rest]. */
function parts({ data, shape }: NamedArray): number[][][] {
  const [outer, inner] = shape as [number, number];
  const rest = data.length / (outer * inner);
  return Array.from({ length: outer }, (_, t) =>
    Array.from({ length: inner }, (__, i) => {
      const from = (t * inner + i) * rest;
      return Array.from({ length: rest }, (___, k) => data[from + k]!);
    }),
  );
}
