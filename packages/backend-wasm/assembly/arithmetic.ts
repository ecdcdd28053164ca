// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, sum: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, sum) : f32x4.add(sum, f32x4.mul(a, b));
}

/** Pixels of one row that are worked on at a time: count × BLOCK filter responses stay in the first-level cache. */
export const BLOCK: i32 = 64;
/** Bytes of one row of a block. */
export const ROW: i32 = BLOCK << 2;
/** Filters are padded with zero filters to a multiple of this, taps to a multiple of that. */
export const FILTER_TILE: i32 = 6;
export const TAP_TILE: i32 = 5;
