import type { Arena } from "./arena.ts";
import { readFilterSums, writeAdjointFilters, writeFilters } from "./filter-layout.ts";
import { placeScales, placeWorkspaces } from "./records.ts";
import type { Workspace } from "./records.ts";
import { placeScale } from "./scale-layout.ts";
import type { PlaceScaleOptions, PlacedScale } from "./scale-layout.ts";
import type { ScaleArrays } from "./stage-arrays.ts";
import type { StageModule } from "./stage-module.ts";
import { readTableSums, tableSize } from "./table-layout.ts";
import { BLOCK, gainSize, placeWorkspace, responseSize } from "./workspace.ts";

/** A scale with the additional data of its gradient; sums are over pixels and samples. */
export interface GradientScale extends PlacedScale {
  /** Addresses of the records of the scale and of its workspace. */
  readonly record: number;
  readonly workspace: number;
  readonly room: Workspace;
  /** One coarse image. */
  readonly coarse: number;
  readonly backFilters: number;
  readonly backAdjointFilters: number;
  readonly filterSums: number;
  /** The same as `filterSums` if the synthesis filters are the analysis filters. */
  readonly backSums: number;
  readonly filterSumsSize: number;
  readonly tableSums: number;
  readonly tableSumsSize: number;
  /** ∂/∂ gain for every response, laid out like the gains, or one block whose sum is the gradient. */
  readonly dGains: number;
  readonly dGainsSize: number;
  readonly g: number;
  readonly e: number;
}

export interface PlaceGradientScaleOptions extends PlaceScaleOptions {
  /** Whether every response has its own gain. */
  readonly gainMap: boolean;
}

export function placeGradientScale(
  memory: Arena,
  scale: ScaleArrays,
  options: PlaceGradientScaleOptions,
): GradientScale {
  const placed = placeScale(memory, scale, options);
  const { count, size, nodes, filters, adjointFilters, height, width } = placed;
  const taps = size * size;
  const cleared = (length: number): number => {
    const pointer = memory.allocate(length);
    memory.view(pointer, length).fill(0);
    return pointer;
  };
  const filterSumsSize = count * taps * 4;
  const tableSumsSize = tableSize(count, nodes);
  const dGainsSize = options.gainMap ? gainSize(placed, height) : BLOCK;
  const filterSums = cleared(filterSumsSize);
  const room = placeWorkspace(memory, [placed], options.height, options.gainMap);
  const common = {
    ...placed,
    record: placeScales(memory, [placed]),
    workspace: placeWorkspaces(memory, [room]),
    room,
    coarse: memory.allocate(height * width),
    filterSums,
    filterSumsSize,
    tableSums: cleared(tableSumsSize),
    tableSumsSize,
    dGains: cleared(dGainsSize),
    dGainsSize,
    g: memory.allocate(responseSize(placed)),
    e: memory.allocate(placed.plane / 4),
  };
  if (scale.synthesis === undefined) {
    return { ...common, backFilters: filters, backAdjointFilters: adjointFilters, backSums: filterSums };
  }
  const backFilters = memory.allocate(count * taps);
  const backAdjointFilters = memory.allocate(count * taps);
  const backSums = cleared(filterSumsSize);
  writeFilters(scale, scale.synthesis, memory.view(backFilters, count * taps));
  writeAdjointFilters(scale, scale.filters, memory.view(backAdjointFilters, count * taps), count);
  return { ...common, backFilters, backAdjointFilters, backSums };
}

/**
 * Runs the kernel's gradient on a scale whose image, gains and back-signal have been entered; afterwards
 * `coarse` is the gradient with respect to the coarse image.
 */
export function runDiffusionGradient(module: StageModule, scale: GradientScale, varying: boolean): void {
  module.diffuseGradient(
    scale.record,
    scale.workspace,
    Number(varying),
    scale.e,
    scale.backFilters,
    scale.backAdjointFilters,
    scale.tableSums,
    scale.dGains,
    scale.g,
    scale.filterSums,
    scale.backSums,
  );
  module.foldSymmetric(scale.room.out, scale.coarse, scale.height, scale.width, scale.border, scale.stride);
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
