// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, sum: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, sum) : f32x4.add(sum, f32x4.mul(a, b));
}

/** Pixels of a row that are processed at a time: count × BLOCK filter responses stay in the first-level cache. */
export const BLOCK: i32 = 64;
/** Bytes of one row of a block. */
export const ROW: usize = BLOCK << 2;
/**
 * Filters, or taps, in a register tile of 4 × 2 vectors; the number of filters is padded to a multiple with zero
 * filters.
 *
 * Engines load all operands of a loop body before they multiply: 8 sums, 6 operands and the scratch register just fit
 * into the 16 registers of x86-64. bench/README.md has measurements of larger tiles.
 */
export const TILE: i32 = 4;

/**
 * Byte offset of a tap, from a table: engines would move the divisions that compute the row and column of a tap into
 * the innermost loop.
 */
// @ts-ignore: decorator
@inline
export function tapOffset(offsets: usize, tap: i32): usize {
  return <usize>i32.load(offsets + <usize>(tap << 2));
}
