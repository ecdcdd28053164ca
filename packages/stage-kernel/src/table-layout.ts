import type { ScaleArrays } from "./stage-arrays.ts";

/*
 * The kernel reads influence functions from rows in which the first value is repeated once and the last one
 * twice: clamping an index to such a row makes φ constant and its slope zero outside the table.
 */

/** Floats per row. */
function tableStride(nodes: number): number {
  return nodes + 3;
}

/** Floats of a table of `count` rows, including the space after it that a NaN may point to. */
export function tableSize(count: number, nodes: number): number {
  return (count + 2) * tableStride(nodes);
}

/** Fills `out` with the rows of an influence table `[count, nodes]`. */
export function writeTable({ influence, nodes, count }: ScaleArrays, out: Float32Array): void {
  const stride = tableStride(nodes);
  out.fill(0);
  for (let i = 0; i < count; i++) {
    const start = i * stride;
    const row = influence.subarray(i * nodes, (i + 1) * nodes);
    out[start] = row[0]!;
    out.set(row, start + 1);
    out.fill(row[nodes - 1]!, start + nodes + 1, start + stride);
  }
}

/** The transpose of writing a table: values at the repeated nodes are added to the end nodes. */
export function readTableSums(sums: Float32Array, count: number, nodes: number): Float32Array {
  const stride = tableStride(nodes);
  const out = new Float32Array(count * nodes);
  for (let i = 0; i < count; i++) {
    const row = sums.subarray(i * stride, (i + 1) * stride);
    out.set(row.subarray(1, nodes + 1), i * nodes);
    out[i * nodes]! += row[0]!;
    out[(i + 1) * nodes - 1]! += row[nodes + 1]! + row[nodes + 2]!;
  }
  return out;
}

/** Floats of what {@link writeLookup} writes. */
export const LOOKUP_SIZE = 28;

/**
 * Writes the constants by which the kernel finds the position of a response in the table, each in four lanes.
 *
 * `perResponse`: nodes per gray level of response.
 */
export function writeLookup(out: Float32Array, pieces: number, perResponse: number): void {
  const middle = Math.floor(pieces / 2) + 1;
  // A position exactly on a node must belong to the piece on its right, but rounding half to even may choose
  // either. All positions are therefore moved to the right by the resolution of float32 at the ends of the
  // table.
  const nudge = 2 ** (Math.floor(Math.log2(middle)) - 23);
  const shift = nudge - 0.5;
  const constants = [
    perResponse,
    // An odd number of pieces has no node in the middle.
    shift + (pieces % 2) / 2,
    shift - middle,
    shift - middle + pieces + 2,
    1.5 * 2 ** 23 + middle,
    0,
    -shift,
  ];
  constants.forEach((value, i) => out.fill(value, 4 * i, 4 * i + 4));
  // The smallest 2ⁿ − 1 that is at least as large as any index.
  const mask = 2 ** Math.ceil(Math.log2(pieces + 3)) - 1;
  new Int32Array(out.buffer, out.byteOffset, out.length).fill(mask, 20, 24);
}

/** Updates the number of nodes per gray level of response. */
export function writePerResponse(lookup: Float32Array, perResponse: number): void {
  lookup.fill(perResponse, 0, 4);
}
