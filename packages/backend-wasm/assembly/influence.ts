import { ROW, madd } from "./arithmetic";

/*
 * φ is linear between `pieces` + 1 nodes. A row of the table is [v₀, v₀, v₁ … v_K, v_K, v_K]: one more node on the
 * left and two on the right, so that clamping the place to [0, K + 2] makes φ constant and its slope zero outside the
 * table, without a branch.
 *
 * Places are counted in nodes from the middle of the table, less ½: then rounding finds the node on the left, and
 * rounding is adding 1.5 · 2²³, where float32 numbers are 1 apart. The node's index ends up in the lowest bits of the
 * sum. SIMD's own conversion to integers takes several times as long, because it must not fail on NaN; here a NaN
 * keeps its bits through everything, and masking them gives an index into the table or the two rows of room behind it.
 *
 * `lookup` holds the constants, four equal lanes each; src/table-layout.ts writes them. They are read from memory
 * because engines work out whatever is no load anew in every round of a loop.
 */

/** Replaces Z by φ_i(a z), in place. */
export function applyInfluence(z: usize, count: i32, pairs: i32, table: usize, pieces: i32, lookup: usize): void {
  const perResponse = v128.load(lookup);
  const shift = v128.load(lookup, 16);
  const bottom = v128.load(lookup, 32);
  const top = v128.load(lookup, 48);
  const magic = v128.load(lookup, 64);
  const mask = v128.load(lookup, 80);
  const half = v128.load(lookup, 96);
  const stride = <usize>((pieces + 4) << 2);
  const length = <usize>(pairs << 5);
  for (let i = 0; i < count; i++) {
    for (let at = z; at < z + length; at += 16) {
      const place = f32x4.pmin(f32x4.pmax(madd(v128.load(at), perResponse, shift), bottom), top);
      const rounded = f32x4.add(place, magic);
      const fraction = f32x4.add(f32x4.sub(place, f32x4.sub(rounded, magic)), half);
      const node = v128.and(rounded, mask);
      const i0 = table + <usize>(i32x4.extract_lane(node, 0) << 2);
      const i1 = table + <usize>(i32x4.extract_lane(node, 1) << 2);
      const i2 = table + <usize>(i32x4.extract_lane(node, 2) << 2);
      const i3 = table + <usize>(i32x4.extract_lane(node, 3) << 2);
      const ab = v128.load64_lane(i1, v128.load64_zero(i0), 1);
      const cd = v128.load64_lane(i3, v128.load64_zero(i2), 1);
      const low = v128.shuffle<i32>(ab, cd, 0, 2, 4, 6);
      const high = v128.shuffle<i32>(ab, cd, 1, 3, 5, 7);
      v128.store(at, madd(fraction, f32x4.sub(high, low), low));
    }
    z += ROW;
    table += stride;
  }
}

/**
 * Replaces Z by φ_i(a z) and G by a φ'_i(a z) g, in place; adds the gradients of the table, spread over the two nodes
 * of each piece, to `dTable` (laid out like `table`) and returns Σ g (a z φ'(a z) − φ(a z)).
 */
export function applyInfluenceGradient(
  z: usize, g: usize, count: i32, pairs: i32, table: usize, dTable: usize, pieces: i32, lookup: usize,
): f32 {
  const perResponse = v128.load(lookup);
  const shift = v128.load(lookup, 16);
  const bottom = v128.load(lookup, 32);
  const top = v128.load(lookup, 48);
  const magic = v128.load(lookup, 64);
  const mask = v128.load(lookup, 80);
  const half = v128.load(lookup, 96);
  const stride = <usize>((pieces + 4) << 2);
  const length = <usize>(pairs << 5);
  let gainSum = f32x4.splat(0);
  for (let i = 0; i < count; i++) {
    for (let along: usize = 0; along < length; along += 16) {
      const at = z + along;
      const gAt = g + along;
      const response = v128.load(at);
      const back = v128.load(gAt);
      const place = f32x4.pmin(f32x4.pmax(madd(response, perResponse, shift), bottom), top);
      const rounded = f32x4.add(place, magic);
      const fraction = f32x4.add(f32x4.sub(place, f32x4.sub(rounded, magic)), half);
      const node = v128.and(rounded, mask);
      const i0 = <usize>(i32x4.extract_lane(node, 0) << 2);
      const i1 = <usize>(i32x4.extract_lane(node, 1) << 2);
      const i2 = <usize>(i32x4.extract_lane(node, 2) << 2);
      const i3 = <usize>(i32x4.extract_lane(node, 3) << 2);
      const ab = v128.load64_lane(table + i1, v128.load64_zero(table + i0), 1);
      const cd = v128.load64_lane(table + i3, v128.load64_zero(table + i2), 1);
      const low = v128.shuffle<i32>(ab, cd, 0, 2, 4, 6);
      const rise = f32x4.sub(v128.shuffle<i32>(ab, cd, 1, 3, 5, 7), low);
      const value = madd(fraction, rise, low);
      const slope = f32x4.mul(rise, perResponse);
      gainSum = madd(back, f32x4.sub(f32x4.mul(response, slope), value), gainSum);
      const right = f32x4.mul(back, fraction);
      const left = f32x4.sub(back, right);
      // The two nodes of each lane are neighbours: one 64-bit read, add and write a lane.
      const first = v128.shuffle<i32>(left, right, 0, 4, 1, 5);
      const second = v128.shuffle<i32>(left, right, 2, 6, 3, 7);
      addPair(dTable + i0, first);
      addPair(dTable + i1, v128.shuffle<i64>(first, first, 1, 1));
      addPair(dTable + i2, second);
      addPair(dTable + i3, v128.shuffle<i64>(second, second, 1, 1));
      v128.store(at, value);
      v128.store(gAt, f32x4.mul(slope, back));
    }
    z += ROW;
    g += ROW;
    table += stride;
    dTable += stride;
  }
  return f32x4.extract_lane(gainSum, 0) + f32x4.extract_lane(gainSum, 1) +
    f32x4.extract_lane(gainSum, 2) + f32x4.extract_lane(gainSum, 3);
}

// @ts-ignore: decorator
@inline
function addPair(at: usize, pair: v128): void {
  v128.store64_lane(at, f32x4.add(v128.load64_zero(at), pair), 0);
}
