import type { Arena } from "./arena.ts";
import type { ScaleArrays } from "./stage-kernel.ts";

/** Must agree with assembly/arithmetic.ts. */
const BLOCK = 64;
const FILTER_TILE = 6;
const TAP_TILE = 5;

/** A scale's parameters, laid out for the kernel's register tiles, and its workspace; pointers are byte offsets. */
export interface PlacedScale {
  readonly size: number;
  readonly border: number;
  /** Number of filters, padded to whole tiles; `trueCount` of them are the model's. */
  readonly count: number;
  readonly trueCount: number;
  readonly nodes: number;
  readonly slopeScale: number;
  /** Side of the blocks that one coarse pixel stands for. */
  readonly block: number;
  /** Size of the coarse image, and floats a row of its padded copies. */
  readonly height: number;
  readonly width: number;
  readonly stride: number;
  readonly paddedSize: number;
  readonly filters: number;
  readonly adjointFilters: number;
  readonly tapStride: number;
  readonly table: number;
  readonly tableStride: number;
  readonly coarse: number;
  readonly padded: number;
  readonly out: number;
  readonly z: number;
  readonly taps: number;
}

export function placeScale(memory: Arena, scale: ScaleArrays, height: number, width: number, block: number): PlacedScale {
  const { size, nodes } = scale;
  const taps = size * size;
  const count = roundUp(scale.count, FILTER_TILE);
  const tapStride = roundUp(taps, TAP_TILE);
  const border = size - 1;
  const rows = Math.ceil(height / block);
  const columns = Math.ceil(width / block);
  // A row must hold the last, partly filled group of 8 pixels and the taps to its right.
  const stride = roundUp(columns + border, 8) + roundUp(border, 4);
  const paddedSize = (rows + 2 * border) * stride;
  const tableStride = nodes + 3;
  return {
    size, border, count, trueCount: scale.count, nodes, block, stride, paddedSize, tapStride, tableStride,
    slopeScale: (nodes - 1) / (2 * scale.radius),
    height: rows,
    width: columns,
    filters: memory.place(forwardLayout(scale, count)),
    adjointFilters: memory.place(adjointLayout(scale, count, tapStride)),
    table: memory.place(clampedTable(scale, count, tableStride)),
    coarse: memory.allocate(rows * columns),
    padded: memory.allocate(paddedSize),
    out: memory.allocate(paddedSize),
    z: memory.allocate(count * BLOCK),
    taps: memory.allocate(tapStride * BLOCK),
  };
}

/** [tile of filters][tap][filter in tile]. */
function forwardLayout({ filters, count: trueCount, size }: ScaleArrays, count: number): Float32Array {
  const taps = size * size;
  const out = new Float32Array(count * taps);
  for (let i = 0; i < trueCount; i++) {
    const tile = Math.floor(i / FILTER_TILE) * FILTER_TILE * taps;
    for (let d = 0; d < taps; d++) out[tile + d * FILTER_TILE + (i % FILTER_TILE)] = filters[i * taps + d]!;
  }
  return out;
}

/** [tile of taps][filter][tap in tile]. */
function adjointLayout({ filters, count: trueCount, size }: ScaleArrays, count: number, tapStride: number): Float32Array {
  const taps = size * size;
  const out = new Float32Array(count * tapStride);
  for (let d = 0; d < taps; d++) {
    const tile = Math.floor(d / TAP_TILE) * TAP_TILE * count;
    for (let i = 0; i < trueCount; i++) out[tile + i * TAP_TILE + (d % TAP_TILE)] = filters[i * taps + d]!;
  }
  return out;
}

/** Each row with its first value once more before it and its last twice more behind it. */
function clampedTable({ influence, nodes, count: trueCount }: ScaleArrays, count: number, tableStride: number): Float32Array {
  const out = new Float32Array(count * tableStride);
  for (let i = 0; i < trueCount; i++) {
    const row = influence.subarray(i * nodes, (i + 1) * nodes);
    out.set(row, i * tableStride + 1);
    out[i * tableStride] = row[0]!;
    out.fill(row[nodes - 1]!, i * tableStride + nodes + 1, i * tableStride + nodes + 3);
  }
  return out;
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
