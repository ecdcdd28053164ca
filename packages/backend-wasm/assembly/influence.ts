import { ROW, madd } from "./arithmetic";

/*
 * Each table row is [v₀, v₀, v₁ … v_K, v_K, v_K]: one more node on the left and two on the right, so that clamping
 * the place to [0, K + 2] makes φ constant and its slope zero outside the table, without a branch.
 */

/** Replaces Z by φ_i(a z)/a, in place. `placeScale` = a·K/(2·radius), `placeOffset` = K/2 + 1, `last` = K + 2. */
export function applyInfluence(
  z: usize, count: i32, pairs: i32, table: usize, tableStride: i32,
  placeScale: f32, placeOffset: f32, last: f32, inverseGain: f32,
): void {
  const scale = f32x4.splat(placeScale);
  const offset = f32x4.splat(placeOffset);
  const top = f32x4.splat(last);
  const inverse = f32x4.splat(inverseGain);
  for (let i = 0; i < count; i++) {
    const row = table + <usize>(i * tableStride << 2);
    let at = z + <usize>(i * ROW);
    const end = at + <usize>(pairs << 5);
    while (at < end) {
      const place = f32x4.min(f32x4.max(madd(v128.load(at), scale, offset), f32x4.splat(0)), top);
      const node = i32x4.trunc_sat_f32x4_s(place);
      const fraction = f32x4.sub(place, f32x4.convert_i32x4_s(node));
      const ab = v128.load64_lane(row + <usize>(i32x4.extract_lane(node, 1) << 2), v128.load64_zero(row + <usize>(i32x4.extract_lane(node, 0) << 2)), 1);
      const cd = v128.load64_lane(row + <usize>(i32x4.extract_lane(node, 3) << 2), v128.load64_zero(row + <usize>(i32x4.extract_lane(node, 2) << 2)), 1);
      const low = v128.shuffle<i32>(ab, cd, 0, 2, 4, 6);
      const high = v128.shuffle<i32>(ab, cd, 1, 3, 5, 7);
      v128.store(at, f32x4.mul(madd(fraction, f32x4.sub(high, low), low), inverse));
      at += 16;
    }
  }
}

/**
 * Replaces Z by φ_i(a z)/a and G by φ'_i(a z) g, in place; adds the gradients of the table to `dTable` (laid out like
 * `table`) and returns Σ g (z φ'(a z) − φ(a z)/a). `slopeScale` = K/(2·radius) turns a rise per node into φ'.
 */
export function applyInfluenceGradient(
  z: usize, g: usize, count: i32, pairs: i32, table: usize, dTable: usize, tableStride: i32,
  placeScale: f32, placeOffset: f32, last: f32, inverseGain: f32, slopeScale: f32,
): f32 {
  const scale = f32x4.splat(placeScale);
  const offset = f32x4.splat(placeOffset);
  const top = f32x4.splat(last);
  const inverse = f32x4.splat(inverseGain);
  const perNode = f32x4.splat(slopeScale);
  let gainSum = f32x4.splat(0);
  for (let i = 0; i < count; i++) {
    const row = table + <usize>(i * tableStride << 2);
    const dRow = dTable + <usize>(i * tableStride << 2);
    let at = z + <usize>(i * ROW);
    let gAt = g + <usize>(i * ROW);
    const end = at + <usize>(pairs << 5);
    while (at < end) {
      const response = v128.load(at);
      const back = v128.load(gAt);
      const place = f32x4.min(f32x4.max(madd(response, scale, offset), f32x4.splat(0)), top);
      const node = i32x4.trunc_sat_f32x4_s(place);
      const fraction = f32x4.sub(place, f32x4.convert_i32x4_s(node));
      const i0 = <usize>(i32x4.extract_lane(node, 0) << 2);
      const i1 = <usize>(i32x4.extract_lane(node, 1) << 2);
      const i2 = <usize>(i32x4.extract_lane(node, 2) << 2);
      const i3 = <usize>(i32x4.extract_lane(node, 3) << 2);
      const ab = v128.load64_lane(row + i1, v128.load64_zero(row + i0), 1);
      const cd = v128.load64_lane(row + i3, v128.load64_zero(row + i2), 1);
      const low = v128.shuffle<i32>(ab, cd, 0, 2, 4, 6);
      const rise = f32x4.sub(v128.shuffle<i32>(ab, cd, 1, 3, 5, 7), low);
      const value = f32x4.mul(madd(fraction, rise, low), inverse);
      const slope = f32x4.mul(rise, perNode);
      gainSum = madd(back, f32x4.sub(f32x4.mul(response, slope), value), gainSum);
      const share = f32x4.mul(back, inverse);
      const right = f32x4.mul(share, fraction);
      const left = f32x4.sub(share, right);
      // The two nodes of each lane are neighbours: one 64-bit read, add and write a lane.
      addPair(dRow + i0, v128.shuffle<i32>(left, right, 0, 4, 0, 4));
      addPair(dRow + i1, v128.shuffle<i32>(left, right, 1, 5, 1, 5));
      addPair(dRow + i2, v128.shuffle<i32>(left, right, 2, 6, 2, 6));
      addPair(dRow + i3, v128.shuffle<i32>(left, right, 3, 7, 3, 7));
      v128.store(at, value);
      v128.store(gAt, f32x4.mul(slope, back));
      at += 16;
      gAt += 16;
    }
  }
  return f32x4.extract_lane(gainSum, 0) + f32x4.extract_lane(gainSum, 1) +
    f32x4.extract_lane(gainSum, 2) + f32x4.extract_lane(gainSum, 3);
}

// @ts-ignore: decorator
@inline
function addPair(at: usize, pair: v128): void {
  v128.store64_lane(at, f32x4.add(v128.load64_zero(at), pair), 0);
}
