// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, sum: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, sum) : f32x4.add(sum, f32x4.mul(a, b));
}

/** Pixels of one row that are worked on at a time: count × BLOCK filter responses stay in the first-level cache. */
export const BLOCK: i32 = 64;
/** Bytes of one row of a block. */
export const ROW: usize = BLOCK << 2;
/**
 * Filters, or taps, in a register tile of 4 × 2 vectors; filters are padded with zero filters to a multiple of it.
 *
 * Engines load all operands of a loop's body before they multiply: 8 sums, 6 operands and the scratch register
 * are what fits into the 16 registers of x86-64. See bench/README.md for what larger tiles cost.
 */
export const TILE: i32 = 4;

/**
 * Byte offset of a tap. A table holds them all: engines would sink the divisions that give a tap's row and column
 * into the innermost loop.
 */
// @ts-ignore: decorator
@inline
export function tapOffset(offsets: usize, tap: i32): usize {
  return <usize>i32.load(offsets + <usize>(tap << 2));
}
