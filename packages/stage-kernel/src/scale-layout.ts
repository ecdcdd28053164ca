import type { Arena } from "./arena.ts";
import { TILE, writeAdjointFilters, writeFilters, writeOffsets } from "./filter-layout.ts";
import type { ScaleRecord } from "./records.ts";
import type { ScaleArrays } from "./stage-arrays.ts";
import { LOOKUP_SIZE, tableSize, writeLookup, writePerResponse, writeTable } from "./table-layout.ts";

/** A scale whose parameters are in memory, laid out for the kernel. */
export interface PlacedScale extends ScaleRecord {
  /** `size` − 1. */
  readonly border: number;
  /** Number of filters of the model, without padding. */
  readonly trueCount: number;
  readonly nodes: number;
  /** Pieces of an influence function per gray level. */
  readonly density: number;
}

export interface PlaceScaleOptions {
  /** Size of the fine image. */
  readonly height: number;
  readonly width: number;
  /** Number of fine rows processed at a time. */
  readonly rows: number;
  /** Index of the gain of the scale. Default: 0. */
  readonly gain?: number;
}

/** Writes the parameters of a scale to `memory`. */
export function placeScale(
  memory: Arena,
  scale: ScaleArrays,
  { height, width, rows, gain = 0 }: PlaceScaleOptions,
): PlacedScale {
  const { size, nodes, block, channels, synthesis = scale.filters } = scale;
  const pieces = nodes - 1;
  const count = roundUp(scale.count, TILE);
  const border = size - 1;
  const columns = Math.ceil(width / block);
  // A row must hold the last, partly filled group of 8 pixels and the taps to its right.
  const stride = roundUp(columns + border, 8) + roundUp(border, 4);
  const plane = 4 * (Math.ceil(rows / block) + 2 * border) * stride;
  const taps = channels.length * size * size;
  const adjointTaps = synthesis.length / scale.count;
  const outputs =
    scale.synthesis === undefined
      ? channels
      : Array.from({ length: adjointTaps / (size * size) }, (_, output) => output);
  const list = (values: readonly number[]): number => {
    const pointer = memory.allocate(values.length);
    memory.integers(pointer, values.length).set(values);
    return pointer;
  };
  const placed = {
    size,
    border,
    count,
    trueCount: scale.count,
    nodes,
    pieces,
    block,
    stride,
    gainStride: roundUp(columns + border, 8),
    plane,
    channelCount: channels.length,
    channels: list(channels),
    outputCount: outputs.length,
    outputs: list(outputs),
    gain,
    density: pieces / (2 * scale.radius),
    height: Math.ceil(height / block),
    width: columns,
    taps,
    offsets: memory.allocate(taps),
    filters: memory.allocate(count * taps),
    adjointTaps,
    adjointOffsets: memory.allocate(adjointTaps),
    adjointFilters: memory.allocate(count * adjointTaps),
    table: memory.allocate(tableSize(count, nodes)),
    lookup: memory.allocate(LOOKUP_SIZE),
  };
  writeOffsets(placed, memory.integers(placed.offsets, taps));
  writeOffsets(placed, memory.integers(placed.adjointOffsets, adjointTaps));
  writeFilters(scale, scale.filters, memory.view(placed.filters, count * taps));
  writeAdjointFilters(scale, synthesis, memory.view(placed.adjointFilters, count * adjointTaps), count);
  writeLookup(memory.view(placed.lookup, LOOKUP_SIZE), pieces, placed.density);
  writeTable(scale, memory.view(placed.table, tableSize(count, nodes)));
  return placed;
}

/** Sets the kernel to φ_i(a z) for all responses of a scale. */
export function enterGain(memory: Arena, scale: PlacedScale, gain: number): void {
  writePerResponse(memory.view(scale.lookup, LOOKUP_SIZE), gain * scale.density);
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
