import type { ScaleArrays } from "./stage-arrays.ts";

/** Number of filters, or taps, in a register tile of the kernel; must agree with assembly/arithmetic.ts. */
export const TILE = 4;

type FilterShape = Pick<ScaleArrays, "count" | "size">;

/**
 * Byte offsets of the taps of a patch from its first pixel: channel after channel, `plane` bytes apart, in
 * images with `stride` pixels per row.
 */
export function writeOffsets(
  { size, stride, plane }: { readonly size: number; readonly stride: number; readonly plane: number },
  out: Int32Array,
): void {
  const pixels = size * size;
  for (let tap = 0; tap < out.length; tap++) {
    const [channel, at] = [Math.floor(tap / pixels), tap % pixels];
    out[tap] = channel * plane + 4 * ((at % size) * stride + Math.floor(at / size));
  }
}

/**
 * Index in filters `[count, size, size, channels]` of a tap of the kernel, which counts taps by channels,
 * then columns.
 */
function place(filter: number, tap: number, size: number, channels: number): number {
  const pixels = size * size;
  const [channel, at] = [Math.floor(tap / pixels), tap % pixels];
  return (filter * pixels + (at % size) * size + Math.floor(at / size)) * channels + channel;
}

/** [tile of 4 filters][tap][filter in tile]. */
export function writeFilters({ count, size }: FilterShape, filters: Float32Array, out: Float32Array): void {
  const taps = filters.length / count;
  const channels = taps / (size * size);
  out.fill(0);
  for (let i = 0; i < count; i++) {
    for (let tap = 0; tap < taps; tap++) out[tiled(i, tap, taps)] = filters[place(i, tap, size, channels)]!;
  }
}

/**
 * [tile of 4 taps][filter][tap in tile], then the remaining taps, [tap][filter].
 *
 * @param padded the number of filters including padding.
 */
export function writeAdjointFilters(
  { count, size }: FilterShape,
  filters: Float32Array,
  out: Float32Array,
  padded: number,
): void {
  const taps = filters.length / count;
  const channels = taps / (size * size);
  const inTiles = taps - (taps % TILE);
  out.fill(0);
  for (let tap = 0; tap < taps; tap++) {
    const left = tap >= inTiles;
    const start = left ? tap * padded : Math.floor(tap / TILE) * TILE * padded + (tap % TILE);
    const step = left ? 1 : TILE;
    for (let i = 0; i < count; i++) out[start + i * step] = filters[place(i, tap, size, channels)]!;
  }
}

/** Index of a filter's tap in an array laid out [tile of 4 filters][tap][filter in tile]. */
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
      out[place(i, tap, size, 1)] = sums[at]! + sums[at + 1]! + sums[at + 2]! + sums[at + 3]!;
    }
  }
  return out;
}
