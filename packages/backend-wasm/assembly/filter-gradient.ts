import { ROW, TAP_TILE, madd } from "./arithmetic";

/**
 * Adds Σ_q weights_i[q] image[q + d] to `sums`[i][tap d][4 lanes], for `pairs` × 8 pixels q of a block.
 *
 * The register tile is 2 filters × 5 taps; the four lanes are summed up once, at the very end. Taps beyond the
 * last (the padding of the tile) read the first pixel and are never looked at.
 */
export function addFilterGradient(
  weights: usize, image: usize, stride: i32, count: i32, size: i32, pairs: i32, sums: usize, tapStride: i32,
): void {
  const tapCount = size * size;
  const length = <usize>(pairs << 5);
  for (let tile = 0; tile < tapCount; tile += TAP_TILE) {
    const t0 = image + tapOffset(tile, size, stride);
    const t1 = image + tapOffset(tile + 1, size, stride);
    const t2 = image + tapOffset(tile + 2, size, stride);
    const t3 = image + tapOffset(tile + 3, size, stride);
    const t4 = image + tapOffset(tile + 4, size, stride);
    for (let i = 0; i < count; i += 2) {
      const first = weights + <usize>(i * ROW);
      const into = sums + <usize>((i * tapStride + tile) << 4);
      const next = into + <usize>(tapStride << 4);
      let a0 = v128.load(into), a1 = v128.load(into, 16), a2 = v128.load(into, 32);
      let a3 = v128.load(into, 48), a4 = v128.load(into, 64);
      let b0 = v128.load(next), b1 = v128.load(next, 16), b2 = v128.load(next, 32);
      let b3 = v128.load(next, 48), b4 = v128.load(next, 64);
      for (let at: usize = 0; at < length; at += 16) {
        const a = v128.load(first + at);
        const b = v128.load(first + at, 256);
        let x = v128.load(t0 + at);
        a0 = madd(a, x, a0); b0 = madd(b, x, b0);
        x = v128.load(t1 + at);
        a1 = madd(a, x, a1); b1 = madd(b, x, b1);
        x = v128.load(t2 + at);
        a2 = madd(a, x, a2); b2 = madd(b, x, b2);
        x = v128.load(t3 + at);
        a3 = madd(a, x, a3); b3 = madd(b, x, b3);
        x = v128.load(t4 + at);
        a4 = madd(a, x, a4); b4 = madd(b, x, b4);
      }
      v128.store(into, a0); v128.store(into, a1, 16); v128.store(into, a2, 32);
      v128.store(into, a3, 48); v128.store(into, a4, 64);
      v128.store(next, b0); v128.store(next, b1, 16); v128.store(next, b2, 32);
      v128.store(next, b3, 48); v128.store(next, b4, 64);
    }
  }
}

// @ts-ignore: decorator
@inline
function tapOffset(tap: i32, size: i32, stride: i32): usize {
  return tap < size * size ? <usize>((tap / size * stride + tap % size) << 2) : 0;
}
