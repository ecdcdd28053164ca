import { ROW, madd } from "./arithmetic";

/*
 * As in influence.ts, but an entry of the table is a whole piece of φ in 32 bits: minus its middle value in the
 * lower half, half its rise in the upper. Places are float32 numbers from 2048 to 4096, which are 1/4096 apart: the
 * lowest 12 bits are the fraction of the piece, those above its index. With the fraction moved to the upper half of a
 * lane and −2¹⁵ in the lower, one product of pairs gives 2¹⁵ φ.
 *
 * `lookup` holds the constants, four equal lanes each; src/fixed-table.ts writes them.
 */

/**
 * Replaces Z, responses as whole numbers, by B φ_i(A z) as 16-bit whole numbers, [pair of filters][BLOCK], in place.
 *
 * `factors` says for each filter how many pieces one unit of its responses is. Where `varying`, `gains` hold A for
 * each pixel, and `inverses` B as packInverses wrote it.
 */
// @ts-ignore: decorator
@inline
export function applyInfluenceFixed(
  z: usize, count: i32, pairs: i32, factors: usize, table: usize, pieces: i32, lookup: usize, varying: bool,
  gains: usize, inverses: usize,
): void {
  const stride = <usize>((pieces + 2) << 2);
  const length = <usize>(pairs << 5);
  let out = z;
  for (let i = 0; i < count; i += 2) {
    const next = table + stride;
    const below = z + ROW;
    for (let along: usize = 0; along < length; along += 16) {
      const low = influence(z + along, factors, table, lookup, varying, gains + along);
      const high = influence(below + along, factors + 4, next, lookup, varying, gains + along);
      // The middle 16 of each 32 bits are the value.
      const both = v128.shuffle<i16>(i32x4.shr_s(low, 15), i32x4.shl(high, 1), 0, 9, 2, 11, 4, 13, 6, 15);
      v128.store(out + along, varying ? i16x8.q15mulr_sat_s(both, v128.load(inverses + along)) : both);
    }
    z = below + ROW;
    out += ROW;
    factors += 8;
    table = next + stride;
  }
}

/** Four values times 2¹⁵. */
// @ts-ignore: decorator
@inline
function influence(at: usize, factor: usize, table: usize, lookup: usize, varying: bool, gains: usize): v128 {
  let response = f32x4.convert_i32x4_s(v128.load(at));
  if (varying) response = f32x4.mul(response, v128.load(gains));
  const sought = madd(response, v128.load32_splat(factor), v128.load(lookup));
  const place = f32x4.pmin(f32x4.pmax(sought, v128.load(lookup, 16)), v128.load(lookup, 32));
  const entry = v128.and(i32x4.shr_u(place, 10), v128.load(lookup, 48));
  let pieces = v128.load32_zero(table + <usize>i32x4.extract_lane(entry, 0));
  pieces = v128.load32_lane(table + <usize>i32x4.extract_lane(entry, 1), pieces, 1);
  pieces = v128.load32_lane(table + <usize>i32x4.extract_lane(entry, 2), pieces, 2);
  pieces = v128.load32_lane(table + <usize>i32x4.extract_lane(entry, 3), pieces, 3);
  return i32x4.dot_i16x8_s(pieces, v128.xor(i32x4.shl(place, 20), v128.load(lookup, 64)));
}

/** Turns the inverses of gains into 16-bit numbers, twice in each lane, of which `scale` makes 2¹⁵ at most. */
export function packInverses(inverses: usize, length: i32, scale: f32): void {
  const factor = f32x4.splat(scale);
  const magic = f32x4.splat(12582912);
  for (const end = inverses + <usize>(length << 2); inverses < end; inverses += 16) {
    const whole = f32x4.add(f32x4.mul(v128.load(inverses), factor), magic);
    v128.store(inverses, v128.or(v128.and(whole, i32x4.splat(0x7fff)), i32x4.shl(whole, 16)));
  }
}
