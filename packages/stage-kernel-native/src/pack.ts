import { gainOfScale } from "@genericdp/core";
import type {
  GainMapArrays,
  GainMapGradients,
  ImageSizes,
  ScaleArrays,
  StageArrays,
  StageGradients,
} from "@genericdp/stage-kernel";

/** A stage for the addon: numbers and arrays in the order of native/addon.cpp. */
export interface Packed {
  readonly numbers: Float64Array;
  readonly arrays: readonly Float32Array[];
}

export function packStage(stage: StageArrays): Packed {
  const { x, gain, observation, reaction, scales, gains } = stage;
  const bank = (scale: ScaleArrays, s: number): number[] => packBank(scale, gainOfScale(gains, s));
  return {
    numbers: Float64Array.of(0, ...packSizes(stage, stage), scales.length, ...scales.flatMap(bank)),
    arrays: [x, gain, observation, reaction, ...scales.flatMap((scale) => [scale.filters, scale.influence])],
  };
}

export function packGainMap(map: GainMapArrays): Packed {
  const { x, gain, scale } = map;
  const sizes = packSizes(map, { gainMap: false, reactionMap: false });
  return {
    numbers: Float64Array.of(1, ...sizes, 1, ...packBank(scale, 0)),
    arrays: [x, gain, scale.filters, scale.influence, scale.synthesis],
  };
}

function packSizes(
  { batch, height, width, channels, gains }: ImageSizes,
  { gainMap, reactionMap }: Pick<StageArrays, "gainMap" | "reactionMap">,
): number[] {
  return [batch, height, width, channels, gains, Number(gainMap), Number(reactionMap)];
}

function packBank({ block, count, size, nodes, radius, channels }: ScaleArrays, gain: number): number[] {
  return [block, count, size, nodes, radius, gain, channels.length, ...channels];
}

/** Arrays for the gradients of a packed stage. */
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
