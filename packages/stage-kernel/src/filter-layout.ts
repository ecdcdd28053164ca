import type { ScaleArrays } from "./stage-arrays.ts";

/** Filters, or taps, in one of the kernel's register tiles; must agree with assembly/arithmetic.ts. */
export const TILE = 4;

/** Bytes from a patch's first pixel to each of its taps, in an image of `stride` pixels a row. */
export function writeOffsets(size: number, stride: number, out: Int32Array): void {
  for (let tap = 0; tap < size * size; tap++) out[tap] = 4 * ((tap % size) * stride + Math.floor(tap / size));
}

/** Where the model's filters have the tap that the kernel, which walks them column by column, calls `tap`. */
export function rowMajor(tap: number, size: number): number {
  return (tap % size) * size + Math.floor(tap / size);
}

/** [tile of 4 filters][tap][filter in tile]. */
export function writeFilters({ filters, count: trueCount, size }: ScaleArrays, out: Float32Array): void {
  const taps = size * size;
  out.fill(0);
  for (let i = 0; i < trueCount; i++) {
    for (let tap = 0; tap < taps; tap++) {
      out[tiled(i, tap, taps)] = filters[i * taps + rowMajor(tap, size)]!;
    }
  }
}

/** [tile of 4 taps][filter][tap in tile], then the one tap that is left, [filter]. */
export function writeAdjointFilters(scale: ScaleArrays, out: Float32Array, count: number): void {
  const { filters, count: trueCount, size } = scale;
  const taps = size * size;
  out.fill(0);
  for (let tap = 0; tap < taps; tap++) {
    const last = tap === taps - 1;
    const start = last ? tap * count : Math.floor(tap / TILE) * TILE * count + (tap % TILE);
    const step = last ? 1 : TILE;
    for (let i = 0; i < trueCount; i++) out[start + i * step] = filters[i * taps + rowMajor(tap, size)]!;
  }
}

/** Place of a filter's tap in an array laid out [tile of 4 filters][tap][filter in tile]. */
function tiled(filter: number, tap: number, taps: number): number {
  const inTile = filter % TILE;
  return (filter - inTile) * taps + tap * TILE + inTile;
}

/** Sums the four lanes of each tap's sum, laid out like the kernel's filters, into `[count, size, size]`. */
export function readFilterSums(sums: Float32Array, count: number, size: number): Float32Array {
  const taps = size * size;
  const out = new Float32Array(count * taps);
  for (let i = 0; i < count; i++) {
    for (let tap = 0; tap < taps; tap++) {
      const at = tiled(i, tap, taps) * 4;
      out[i * taps + rowMajor(tap, size)] = sums[at]! + sums[at + 1]! + sums[at + 2]! + sums[at + 3]!;
    }
  }
  return out;
}
