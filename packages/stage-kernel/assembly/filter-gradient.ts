import { ROW, TILE, madd, tapOffset } from "./arithmetic";

/**
 * Adds Σ_q weights_i[q] image[q + d] to `sums`[tile of filters][tap d][4 filters][4 lanes], for `pairs` × 8 pixels q
 * of a block.
 *
 * The register tile is 4 filters × 2 taps, plus the last tap alone. The four lanes are added once, at the very end.
 */
export function addFilterGradient(
  weights: usize, image: usize, count: i32, taps: i32, offsets: usize, pairs: i32, sums: usize,
): void {
  const length = <usize>(pairs << 5);
  let tap = 0;
  for (; tap + 2 <= taps; tap += 2) {
    const image0 = image + tapOffset(offsets, tap);
    const image1 = image + tapOffset(offsets, tap + 1);
    for (let i = 0; i < count; i += TILE) {
      const from = weights + <usize>i * ROW;
      const into = sums + <usize>((i * taps + tap * TILE) << 4);
      let a0 = v128.load(into), a1 = v128.load(into, 16), a2 = v128.load(into, 32), a3 = v128.load(into, 48);
      let b0 = v128.load(into, 64), b1 = v128.load(into, 80), b2 = v128.load(into, 96), b3 = v128.load(into, 112);
      for (let at: usize = 0; at < length; at += 16) {
        const a = v128.load(image0 + at);
        const b = v128.load(image1 + at);
        let w = v128.load(from + at);
        a0 = madd(w, a, a0); b0 = madd(w, b, b0);
        w = v128.load(from + at, ROW);
        a1 = madd(w, a, a1); b1 = madd(w, b, b1);
        w = v128.load(from + at, 2 * ROW);
        a2 = madd(w, a, a2); b2 = madd(w, b, b2);
        w = v128.load(from + at, 3 * ROW);
        a3 = madd(w, a, a3); b3 = madd(w, b, b3);
      }
      v128.store(into, a0); v128.store(into, a1, 16); v128.store(into, a2, 32); v128.store(into, a3, 48);
      v128.store(into, b0, 64); v128.store(into, b1, 80); v128.store(into, b2, 96); v128.store(into, b3, 112);
    }
  }
  const last = image + tapOffset(offsets, tap);
  for (let i = 0; i < count; i += TILE) {
    const from = weights + <usize>i * ROW;
    const into = sums + <usize>((i * taps + tap * TILE) << 4);
    let a0 = v128.load(into), a1 = v128.load(into, 16), a2 = v128.load(into, 32), a3 = v128.load(into, 48);
    for (let at: usize = 0; at < length; at += 16) {
      const a = v128.load(last + at);
      a0 = madd(v128.load(from + at), a, a0);
      a1 = madd(v128.load(from + at, ROW), a, a1);
      a2 = madd(v128.load(from + at, 2 * ROW), a, a2);
      a3 = madd(v128.load(from + at, 3 * ROW), a, a3);
    }
    v128.store(into, a0); v128.store(into, a1, 16); v128.store(into, a2, 32); v128.store(into, a3, 48);
  }
}
