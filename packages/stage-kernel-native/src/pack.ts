import type { GainMapArrays, GainMapGradients, StageArrays, StageGradients } from "@genericdp/stage-kernel";

/** A stage as the addon reads it: numbers and arrays, in the order that native/addon.cpp asks for. */
export interface Packed {
  readonly numbers: Float64Array;
  readonly arrays: readonly Float32Array[];
}

export function packStage(stage: StageArrays): Packed {
  const { batch, height, width, x, gain, observation, reaction, scales } = stage;
  const gainMap = gain.length > batch;
  return {
    numbers: Float64Array.of(
      0,
      batch,
      height,
      width,
      1,
      1,
      Number(gainMap),
      0,
      scales.length,
      ...scales.flatMap(({ count, size, nodes, radius }, s) => [2 ** s, count, size, nodes, radius, 0, 1, 0]),
    ),
    arrays: [x, gain, observation, reaction, ...scales.flatMap((scale) => [scale.filters, scale.influence])],
  };
}

export function packGainMap({ batch, height, width, x, gain, scale }: GainMapArrays): Packed {
  const { count, size, nodes, radius, filters, influence, synthesis } = scale;
  return {
    numbers: Float64Array.of(1, batch, height, width, 1, 1, 0, 0, 1, 2, count, size, nodes, radius, 0, 1, 0),
    arrays: [x, gain, filters, influence, synthesis],
  };
}

/** Room for the gradients of what was packed. */
export function gradientArrays({ arrays }: Packed): Float32Array[] {
  return arrays.map(({ length }) => new Float32Array(length));
}

export function unpackStageGradients(arrays: readonly Float32Array[]): StageGradients {
  const [x, gain, observation, reaction, ...rest] = arrays as readonly [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    ...Float32Array[],
  ];
  const scales = Array.from({ length: rest.length / 2 }, (_, s) => ({
    filters: rest[2 * s]!,
    influence: rest[2 * s + 1]!,
  }));
  return { x, observation, reaction, gain, scales };
}

export function unpackGainMapGradients(arrays: readonly Float32Array[]): GainMapGradients {
  const [x, gain, filters, influence, synthesis] = arrays;
  return { x: x!, gain: gain!, filters: filters!, influence: influence!, synthesis: synthesis! };
}
