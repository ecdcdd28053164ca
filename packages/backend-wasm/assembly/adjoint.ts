import { ROW, TAP_TILE, madd } from "./arithmetic";

/**
 * Adds Σ_i k_i[d] p_i[q] to `out`[q + d] for `pairs` × 8 pixels q: the transpose of correlate.
 *
 * First the small matrix product taps[tap][BLOCK] = Kᵀ · P, then the taps are added into the rows they belong to.
 * The register tile is 5 taps × 2 vectors; `filters` is laid out [tile][filter][5].
 */
export function addAdjoint(
  p: usize, filters: usize, count: i32, size: i32, pairs: i32, taps: usize, out: usize, stride: i32,
): void {
  const tapCount = size * size;
  for (let tile = 0; tile < tapCount; tile += TAP_TILE) {
    const weights = filters + <usize>(tile * count << 2);
    for (let pair = 0; pair < pairs; pair++) {
      let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0), a4 = f32x4.splat(0);
      let b0 = f32x4.splat(0), b1 = f32x4.splat(0), b2 = f32x4.splat(0), b3 = f32x4.splat(0), b4 = f32x4.splat(0);
      let from = p + <usize>(pair << 5);
      let w = weights;
      for (let i = 0; i < count; i++) {
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
        k = v128.load32_splat(w, 16);
        a4 = madd(left, k, a4); b4 = madd(right, k, b4);
        w += 20;
        from += ROW;
      }
      const to = taps + <usize>(tile * ROW + (pair << 5));
      v128.store(to, a0); v128.store(to, b0, 16);
      v128.store(to, a1, 256); v128.store(to, b1, 272);
      v128.store(to, a2, 512); v128.store(to, b2, 528);
      v128.store(to, a3, 768); v128.store(to, b3, 784);
      v128.store(to, a4, 1024); v128.store(to, b4, 1040);
    }
  }
  for (let tap = 0; tap < tapCount; tap++) {
    let to = out + <usize>((tap / size * stride + tap % size) << 2);
    let from = taps + <usize>(tap * ROW);
    const end = from + <usize>(pairs << 5);
    while (from < end) {
      v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
      v128.store(to, f32x4.add(v128.load(to, 16), v128.load(from, 16)), 16);
      from += 32;
      to += 32;
    }
  }
}
