import { BLOCK, ROW, TILE, madd } from "./arithmetic";

/**
 * Z[count][BLOCK] = K · patches of `image`: the responses of all filters at `pairs` × 8 neighbouring pixels.
 *
 * The layout of `filters` is [tile][tap][4 filters]; the patches are read in place.
 */
export function correlate(
  image: usize, filters: usize, count: i32, taps: i32, offsets: usize, pairs: i32, z: usize,
): void {
  const end = offsets + <usize>(taps << 2);
  for (let i = 0; i < count; i += TILE) {
    const weights = filters + <usize>(i * taps << 2);
    const out = z + <usize>i * ROW;
    for (let pair = 0; pair < pairs; pair++) {
      let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0);
      let b0 = f32x4.splat(0), b1 = f32x4.splat(0), b2 = f32x4.splat(0), b3 = f32x4.splat(0);
      const origin = image + <usize>(pair << 5);
      let w = weights;
      for (let offset = offsets; offset < end; offset += 4) {
        const pixel = origin + <usize>i32.load(offset);
        const left = v128.load(pixel);
        const right = v128.load(pixel, 16);
        let k = v128.load32_splat(w);
        a0 = madd(left, k, a0); b0 = madd(right, k, b0);
        k = v128.load32_splat(w, 4);
        a1 = madd(left, k, a1); b1 = madd(right, k, b1);
        k = v128.load32_splat(w, 8);
        a2 = madd(left, k, a2); b2 = madd(right, k, b2);
        k = v128.load32_splat(w, 12);
        a3 = madd(left, k, a3); b3 = madd(right, k, b3);
        w += 16;
      }
      const to = out + <usize>(pair << 5);
      v128.store(to, a0); v128.store(to, b0, 16);
      v128.store(to, a1, ROW); v128.store(to, b1, ROW + 16);
      v128.store(to, a2, 2 * ROW); v128.store(to, b2, 2 * ROW + 16);
      v128.store(to, a3, 3 * ROW); v128.store(to, b3, 3 * ROW + 16);
    }
  }
}

/** Number of pairs of vectors (8 pixels) that cover `width` pixels, or BLOCK pixels if there are more. */
export function pairsFor(width: i32): i32 {
  return (min(width, BLOCK) + 7) >> 3;
}
