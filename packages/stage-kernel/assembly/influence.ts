import { ROW, madd } from "./arithmetic";

/*
 * φ is linear between `pieces` + 1 nodes. A row of the table is [v₀, v₀, v₁ … v_K, v_K, v_K]: one more node
 * on the left and two on the right, so that clamping the place to [0, K + 2] makes φ constant and its slope
 * zero outside the table, without a branch.
 *
 * Positions are counted in nodes from the middle of the table, minus ½, so that rounding finds the node on the left.
 * Rounding is done by adding 1.5 · 2²³, where float32 numbers are 1 apart; the index of the node is then in the lowest
 * bits of the sum. The SIMD conversion to integers takes several times as long, because it must not fail on NaN. Here,
 * a NaN keeps its bits throughout, and masking them gives an index into the table or into the two extra rows behind it.
 *
 * `lookup` holds the constants, each in four equal lanes; src/table-layout.ts writes them. They are loaded from memory
 * because engines recompute everything that is not a load in every iteration of a loop.
 */

/**
 * Replaces Z by B φ_i(A z), in place. If `varying`, `gains` and `inverses` hold A and B for each pixel of the block;
 * otherwise A is included in the nodes per response of the lookup, and B is 1. Inlined, so that neither case slows down
 * the other.
 */
// @ts-ignore: decorator
@inline
export function applyInfluence(
  z: usize, count: i32, pairs: i32, table: usize, pieces: i32, lookup: usize, varying: bool, gains: usize,
  inverses: usize,
): void {
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
    for (let along: usize = 0; along < length; along += 16) {
      const at = z + along;
      let response = v128.load(at);
      if (varying) response = f32x4.mul(response, v128.load(gains + along));
      const place = f32x4.pmin(f32x4.pmax(madd(response, perResponse, shift), bottom), top);
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
      let value = madd(fraction, f32x4.sub(high, low), low);
      if (varying) value = f32x4.mul(value, v128.load(inverses + along));
      v128.store(at, value);
    }
    z += ROW;
    table += stride;
  }
}

/**
 * Replaces Z by B φ_i(A z) and G by A B φ'_i(A z) g, in place, and adds the gradients of the table, spread over the two
 * nodes of each piece, to `dTable` (in the layout of `table`). `dGains` receives Σ_i B g (z φ'_i(A z) − B φ_i(A z)) of
 * each pixel if `varying`; otherwise A z φ'_i(A z) g − φ_i(A z) g of all pixels and filters, spread over its BLOCK
 * elements so that float32 sums stay short.
 */
// @ts-ignore: decorator
@inline
export function applyInfluenceGradient(
  z: usize, g: usize, count: i32, pairs: i32, table: usize, dTable: usize, pieces: i32, lookup: usize,
  varying: bool, gains: usize, inverses: usize, dGains: usize,
): void {
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
    let total = f32x4.splat(0);
    for (let along: usize = 0; along < length; along += 16) {
      const at = z + along;
      const gAt = g + along;
      const response = v128.load(at);
      let scaled = response;
      let back = v128.load(gAt);
      if (varying) {
        scaled = f32x4.mul(response, v128.load(gains + along));
        back = f32x4.mul(back, v128.load(inverses + along));
      }
      const place = f32x4.pmin(f32x4.pmax(madd(scaled, perResponse, shift), bottom), top);
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
      const slope = f32x4.mul(rise, perResponse);
      let value = madd(fraction, rise, low);
      if (varying) value = f32x4.mul(value, v128.load(inverses + along));
      const byGain = f32x4.mul(back, f32x4.sub(f32x4.mul(response, slope), value));
      if (varying) {
        v128.store(dGains + along, f32x4.add(v128.load(dGains + along), byGain));
      } else {
        total = f32x4.add(total, byGain);
      }
      const right = f32x4.mul(back, fraction);
      const left = f32x4.sub(back, right);
      // The two nodes of each lane are neighbours, so each lane takes one 64-bit read, addition and write.
      const first = v128.shuffle<i32>(left, right, 0, 4, 1, 5);
      const second = v128.shuffle<i32>(left, right, 2, 6, 3, 7);
      addPair(dTable + i0, first);
      addPair(dTable + i1, v128.shuffle<i64>(first, first, 1, 1));
      addPair(dTable + i2, second);
      addPair(dTable + i3, v128.shuffle<i64>(second, second, 1, 1));
      v128.store(at, value);
      const through = f32x4.mul(slope, back);
      v128.store(gAt, varying ? f32x4.mul(through, v128.load(gains + along)) : through);
    }
    if (!varying) {
      const place = dGains + <usize>((i & 15) << 4);
      v128.store(place, f32x4.add(v128.load(place), total));
    }
    z += ROW;
    g += ROW;
    table += stride;
    dTable += stride;
  }
}

// @ts-ignore: decorator
@inline
function addPair(at: usize, pair: v128): void {
  v128.store64_lane(at, f32x4.add(v128.load64_zero(at), pair), 0);
}
