import type { Arena } from "./arena.ts";
import { readFilterSums, writeAdjointFilters, writeFilters } from "./filter-layout.ts";
import { BLOCK, blockSize, placeScale } from "./scale-layout.ts";
import type { PlaceScaleOptions, PlacedScale } from "./scale-layout.ts";
import type { ScaleArrays } from "./stage-arrays.ts";
import type { StageModule } from "./stage-module.ts";
import { readTableSums, tableSize } from "./table-layout.ts";

/** A scale with what its gradient takes in addition; the sums are over pixels and samples. */
export interface GradientScale extends PlacedScale {
  readonly backFilters: number;
  readonly backAdjointFilters: number;
  readonly filterSums: number;
  /** The same as `filterSums` where the filters also put the responses together. */
  readonly backSums: number;
  readonly filterSumsSize: number;
  readonly tableSums: number;
  readonly tableSumsSize: number;
  /** Of ∂/∂ gain: for every response, laid out like `gains`, or one block whose sum counts. */
  readonly dGains: number;
  readonly dGainsSize: number;
  readonly g: number;
  readonly e: number;
}

export function placeGradientScale(
  memory: Arena,
  scale: ScaleArrays,
  options: PlaceScaleOptions,
): GradientScale {
  const placed = placeScale(memory, scale, options);
  const { count, size, nodes, paddedSize, gainSize, filters, adjointFilters } = placed;
  const taps = size * size;
  const cleared = (length: number): number => {
    const pointer = memory.allocate(length);
    memory.view(pointer, length).fill(0);
    return pointer;
  };
  const filterSumsSize = count * taps * 4;
  const tableSumsSize = tableSize(count, nodes);
  const dGainsSize = options.gainMap ? gainSize : BLOCK;
  const filterSums = cleared(filterSumsSize);
  const common = {
    ...placed,
    filterSums,
    filterSumsSize,
    tableSums: cleared(tableSumsSize),
    tableSumsSize,
    dGains: cleared(dGainsSize),
    dGainsSize,
    g: memory.allocate(blockSize(count)),
    e: memory.allocate(paddedSize),
  };
  if (scale.synthesis === undefined) {
    return { ...common, backFilters: filters, backAdjointFilters: adjointFilters, backSums: filterSums };
  }
  const backFilters = memory.allocate(count * taps);
  const backAdjointFilters = memory.allocate(count * taps);
  const backSums = cleared(filterSumsSize);
  writeFilters({ ...scale, filters: scale.synthesis }, memory.view(backFilters, count * taps));
  writeAdjointFilters(scale, memory.view(backAdjointFilters, count * taps), count);
  return { ...common, backFilters, backAdjointFilters, backSums };
}

/** Runs the kernel's gradient on a scale whose image, gains and back-signal have been entered. */
export function runDiffusionGradient(module: StageModule, scale: GradientScale): void {
  module.diffuseGradient(
    scale.padded,
    scale.e,
    scale.out,
    scale.height,
    scale.width,
    scale.stride,
    scale.size,
    scale.count,
    scale.offsets,
    scale.filters,
    scale.backFilters,
    scale.backAdjointFilters,
    scale.table,
    scale.tableSums,
    scale.pieces,
    scale.lookup,
    scale.gains,
    scale.inverses,
    scale.dGains,
    scale.gainStride,
    scale.z,
    scale.g,
    scale.filterSums,
    scale.backSums,
  );
  module.foldSymmetric(scale.out, scale.coarse, scale.height, scale.width, scale.border, scale.stride);
}

/** `[count, size, size]`. */
export function readFilters(memory: Arena, scale: GradientScale, sums: number): Float32Array {
  return readFilterSums(memory.view(sums, scale.filterSumsSize), scale.trueCount, scale.size);
}

/** `[count, nodes]`. */
export function readTable(memory: Arena, scale: GradientScale): Float32Array {
  const sums = memory.view(scale.tableSums, scale.tableSumsSize);
  return readTableSums(sums, scale.trueCount, scale.nodes);
}
