import type { ScaleArrays } from "./stage-arrays.ts";

/* The kernel's table of whole numbers and its constants; assembly/influence-fixed.ts explains them. */

/** Places in a table are from here on: float32 numbers that are 1/4096 apart. */
const FIRST_PLACE = 2048;
/** What all places have in their upper bits, as an offset into the table. */
const OFFSET = 0x4500_0000 >>> 10;

/** Pieces that there are places for, with the two beyond the ends. */
export const MOST_PIECES = 2045;

/** Words of a table of `count` rows. */
export function fixedTableSize(count: number, nodes: number): number {
  return count * (nodes + 1);
}

/** Where the kernel must think the table is that is at `pointer`. */
export function fixedTableOrigin(pointer: number): number {
  return pointer - OFFSET;
}

/** Fills `out` with the rows of an influence table `[count, nodes]`, φ_i times `units[i]`. */
export function writeFixedTable(
  { influence, nodes, count }: ScaleArrays,
  units: Float64Array,
  out: Int32Array,
): void {
  out.fill(0);
  for (let i = 0; i < count; i++) {
    const unit = units[i]!;
    const start = i * nodes;
    // The first piece, and the last, are constant.
    let left = influence[start]! * unit;
    for (let piece = 0; piece <= nodes; piece++) {
      const right = influence[start + Math.min(piece, nodes - 1)]! * unit;
      const middle = Math.floor((left + right + 1) / 2);
      out[start + i + piece] = (-middle & 0xffff) | (Math.floor((right - left + 1) / 2) << 16);
      left = right;
    }
  }
}

/** Words of what {@link writeFixedLookup} writes. */
export const FIXED_LOOKUP_SIZE = 20;

/** Writes the constants with which the kernel finds a response's piece, each in four lanes. */
export function writeFixedLookup(out: Float32Array, nodes: number): void {
  // One piece on either side is constant.
  const constants = [FIRST_PLACE + (nodes + 1) / 2, FIRST_PLACE, FIRST_PLACE + nodes + 0.5];
  constants.forEach((value, i) => out.fill(value, 4 * i, 4 * i + 4));
  new Int32Array(out.buffer, out.byteOffset, out.length).fill(~3, 12, 16).fill(0x8000_8000, 16, 20);
}
