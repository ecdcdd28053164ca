import { ROW, TILE, madd, tapOffset } from "./arithmetic";

/**
 * Adds Σ_i k_i[d] p_i[q] to `out`[q + d] for `pairs` × 8 pixels q: the transpose of correlate.
 *
 * The layout of `filters` is [tile][filter][4 taps], followed by the remaining tap of every filter: the square of an
 * odd size is one more than a multiple of 4. Taps are in column order, so that those of a tile are in different rows
 * (for filters of 5 × 5 or more) and no row is read where it has just been written.
 */
export function addAdjoint(
  p: usize, filters: usize, count: i32, taps: i32, offsets: usize, pairs: i32, out: usize,
): void {
  const length = <usize>(pairs << 5);
  let weights = filters;
  let tap = 0;
  for (; tap + TILE <= taps; tap += TILE) {
    const end = weights + <usize>(count * TILE << 2);
    const out0 = out + tapOffset(offsets, tap);
    const out1 = out + tapOffset(offsets, tap + 1);
    const out2 = out + tapOffset(offsets, tap + 2);
    const out3 = out + tapOffset(offsets, tap + 3);
    for (let at: usize = 0; at < length; at += 32) {
      let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0);
      let b0 = f32x4.splat(0), b1 = f32x4.splat(0), b2 = f32x4.splat(0), b3 = f32x4.splat(0);
      let from = p + at;
      for (let w = weights; w < end; w += 16) {
        const left = v128.load(from);
        const right = v128.load(from, 16);
        let k = v128.load32_splat(w);
        a0 = madd(left, k, a0); b0 = madd(right, k, b0);
        k = v128.load32_splat(w, 4);
        a1 = madd(left, k, a1); b1 = madd(right, k, b1);
        k = v128.load32_splat(w, 8);
        a2 = madd(left, k, a2); b2 = madd(right, k, b2);
        k = v128.load32_splat(w, 12);
        a3 = madd(left, k, a3); b3 = madd(right, k, b3);
        from += ROW;
      }
      addTo(out0 + at, a0, b0);
      addTo(out1 + at, a1, b1);
      addTo(out2 + at, a2, b2);
      addTo(out3 + at, a3, b3);
    }
    weights = end;
  }
  for (; tap < taps; tap++) {
    addSingleTap(p, weights, count, length, out + tapOffset(offsets, tap));
    weights += <usize>(count << 2);
  }
}

function addSingleTap(p: usize, weights: usize, count: i32, length: usize, out: usize): void {
  const end = weights + <usize>(count << 2);
  for (let at: usize = 0; at < length; at += 32) {
    let a0 = f32x4.splat(0), a1 = f32x4.splat(0), b0 = f32x4.splat(0), b1 = f32x4.splat(0);
    let from = p + at;
    for (let w = weights; w < end; w += 8) {
      let k = v128.load32_splat(w);
      a0 = madd(v128.load(from), k, a0); b0 = madd(v128.load(from, 16), k, b0);
      k = v128.load32_splat(w, 4);
      a1 = madd(v128.load(from, ROW), k, a1); b1 = madd(v128.load(from, ROW + 16), k, b1);
      from += 2 * ROW;
    }
    addTo(out + at, f32x4.add(a0, a1), f32x4.add(b0, b1));
  }
}

// @ts-ignore: decorator
@inline
function addTo(at: usize, a: v128, b: v128): void {
  v128.store(at, f32x4.add(v128.load(at), a));
  v128.store(at, f32x4.add(v128.load(at, 16), b), 16);
}
