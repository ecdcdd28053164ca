import type { Arena } from "./arena.ts";
import { TILE, writeAdjointFilters, writeFilters, writeOffsets } from "./filter-layout.ts";
import { placeFixed } from "./fixed-layout.ts";
import type { PlacedFixed } from "./fixed-layout.ts";
import type { ScaleRecord } from "./records.ts";
import type { ScaleArrays } from "./stage-arrays.ts";
import { LOOKUP_SIZE, tableSize, writeLookup, writePerResponse, writeTable } from "./table-layout.ts";

/** A scale whose parameters are in memory, laid out for the kernel. */
export interface PlacedScale extends ScaleRecord {
  /** `size` − 1. */
  readonly border: number;
  /** How many of the filters are the model's. */
  readonly trueCount: number;
  readonly nodes: number;
  /** Pieces of an influence function to a gray level. */
  readonly density: number;
  /** The same as whole numbers; undefined where that was not asked for, or there are none. */
  readonly whole: PlacedFixed | undefined;
}

export interface PlaceScaleOptions {
  /** Size of the fine image. */
  readonly height: number;
  readonly width: number;
  /** Whether to bring the parameters as 16-bit whole numbers, too. */
  readonly fixed?: boolean;
}

/** Brings a scale's parameters into `memory`. */
export function placeScale(
  memory: Arena,
  scale: ScaleArrays,
  { height, width, fixed = false }: PlaceScaleOptions,
): PlacedScale {
  const { size, nodes, block } = scale;
  const pieces = nodes - 1;
  const taps = size * size;
  const count = roundUp(scale.count, TILE);
  const border = size - 1;
  const columns = Math.ceil(width / block);
  const placed = {
    size,
    border,
    count,
    trueCount: scale.count,
    nodes,
    pieces,
    block,
    // A row must hold the last, partly filled group of 8 pixels and the taps to its right.
    stride: roundUp(columns + border, 8) + roundUp(border, 4),
    gainStride: roundUp(columns + border, 8),
    density: pieces / (2 * scale.radius),
    height: Math.ceil(height / block),
    width: columns,
    offsets: memory.allocate(taps),
    filters: memory.allocate(count * taps),
    adjointFilters: memory.allocate(count * taps),
    table: memory.allocate(tableSize(count, nodes)),
    lookup: memory.allocate(LOOKUP_SIZE),
  };
  writeOffsets(size, placed.stride, memory.integers(placed.offsets, taps));
  writeFilters(scale, memory.view(placed.filters, count * taps));
  const { synthesis = scale.filters } = scale;
  writeAdjointFilters(
    { ...scale, filters: synthesis },
    memory.view(placed.adjointFilters, count * taps),
    count,
  );
  writeLookup(memory.view(placed.lookup, LOOKUP_SIZE), pieces, placed.density);
  writeTable(scale, memory.view(placed.table, tableSize(count, nodes)));
  const whole = fixed ? placeFixed(memory, scale, placed) : undefined;
  return { ...placed, whole, fixed: whole?.record ?? 0 };
}

/** Makes the kernel take φ_i(a z), for all responses of a scale. */
export function enterGain(memory: Arena, scale: PlacedScale, gain: number): void {
  writePerResponse(memory.view(scale.lookup, LOOKUP_SIZE), gain * scale.density);
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
