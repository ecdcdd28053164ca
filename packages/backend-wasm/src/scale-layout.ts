import type { Arena } from "./arena.ts";
import { TILE, writeAdjointFilters, writeFilters, writeOffsets } from "./filter-layout.ts";
import type { ScaleArrays } from "./stage-arrays.ts";
import { LOOKUP_SIZE, tableSize, writeLookup, writeTable } from "./table-layout.ts";

/** Must agree with assembly/arithmetic.ts. */
export const BLOCK = 64;

/** A scale's parameters, laid out for the kernel, and its workspace; pointers are byte offsets. */
export interface PlacedScale {
  readonly size: number;
  readonly border: number;
  /** Number of filters, padded to whole tiles; `trueCount` of them are the model's. */
  readonly count: number;
  readonly trueCount: number;
  readonly nodes: number;
  /** Linear pieces of each influence function, all in all and to a gray level. */
  readonly pieces: number;
  readonly density: number;
  /** Side of the blocks that one coarse pixel stands for. */
  readonly block: number;
  /** Size of the coarse image, and floats a row of its padded copies. */
  readonly height: number;
  readonly width: number;
  readonly stride: number;
  readonly paddedSize: number;
  readonly offsets: number;
  readonly filters: number;
  readonly adjointFilters: number;
  readonly table: number;
  readonly lookup: number;
  readonly coarse: number;
  readonly padded: number;
  readonly out: number;
  /** Room for one block of responses of all filters. */
  readonly z: number;
  /** The gain at every response and its inverse, in rows of `gainStride`; none where that is 0. */
  readonly gains: number;
  readonly inverses: number;
  readonly gainStride: number;
  readonly gainSize: number;
}

export interface PlaceScaleOptions {
  /** Size of the fine image. */
  readonly height: number;
  readonly width: number;
  /** Side of the blocks that one coarse pixel stands for. */
  readonly block: number;
  /** Whether every response has a gain of its own. */
  readonly gainMap: boolean;
}

/** Brings a scale's parameters into `memory` and makes room to work on images. */
export function placeScale(
  memory: Arena,
  scale: ScaleArrays,
  { height, width, block, gainMap }: PlaceScaleOptions,
): PlacedScale {
  const { size, nodes } = scale;
  const pieces = nodes - 1;
  const taps = size * size;
  const count = roundUp(scale.count, TILE);
  const border = size - 1;
  const [rows, columns] = [Math.ceil(height / block), Math.ceil(width / block)];
  // A row must hold the last, partly filled group of 8 pixels and the taps to its right.
  const stride = roundUp(columns + border, 8) + roundUp(border, 4);
  const paddedSize = (rows + 2 * border) * stride;
  const gainStride = gainMap ? roundUp(columns + border, 8) : 0;
  const gainSize = gainMap ? (rows + border) * gainStride : 0;
  const placed = {
    size,
    border,
    count,
    trueCount: scale.count,
    nodes,
    pieces,
    block,
    stride,
    paddedSize,
    gainStride,
    gainSize,
    density: pieces / (2 * scale.radius),
    height: rows,
    width: columns,
    offsets: memory.allocate(taps),
    filters: memory.allocate(count * taps),
    adjointFilters: memory.allocate(count * taps),
    table: memory.allocate(tableSize(count, nodes)),
    lookup: memory.allocate(LOOKUP_SIZE),
    coarse: memory.allocate(rows * columns),
    padded: memory.allocate(paddedSize),
    out: memory.allocate(paddedSize),
    z: memory.allocate(blockSize(count)),
    gains: memory.allocate(gainSize),
    inverses: memory.allocate(gainSize),
  };
  writeOffsets(size, stride, memory.integers(placed.offsets, taps));
  writeFilters(scale, memory.view(placed.filters, count * taps));
  const { synthesis = scale.filters } = scale;
  writeAdjointFilters(
    { ...scale, filters: synthesis },
    memory.view(placed.adjointFilters, count * taps),
    count,
  );
  writeLookup(memory.view(placed.lookup, LOOKUP_SIZE), pieces, placed.density);
  writeTable(scale, memory.view(placed.table, tableSize(count, nodes)));
  return placed;
}

/** Floats that the responses of `count` filters at one block of pixels take. */
export function blockSize(count: number): number {
  return count * BLOCK;
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
