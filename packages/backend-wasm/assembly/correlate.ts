import { BLOCK, FILTER_TILE, ROW, madd } from "./arithmetic";

/**
 * Z[count][BLOCK] = K · patches of `image`: the responses of all filters at `pairs` × 8 neighbouring pixels.
 *
 * The register tile is 6 filters × 2 vectors. `filters` is laid out [tile][tap][6]; the patches are read in place.
 */
export function correlate(
  image: usize, stride: i32, filters: usize, count: i32, size: i32, pairs: i32, z: usize,
): void {
  const skip: usize = <usize>((stride - size) << 2);
  for (let tile = 0; tile < count; tile += FILTER_TILE) {
    const weights = filters + <usize>(tile * size * size << 2);
    const out = z + <usize>(tile * ROW);
    for (let pair = 0; pair < pairs; pair++) {
      let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0);
      let a3 = f32x4.splat(0), a4 = f32x4.splat(0), a5 = f32x4.splat(0);
      let b0 = f32x4.splat(0), b1 = f32x4.splat(0), b2 = f32x4.splat(0);
      let b3 = f32x4.splat(0), b4 = f32x4.splat(0), b5 = f32x4.splat(0);
      let pixel = image + <usize>(pair << 5);
      let w = weights;
      for (let dy = 0; dy < size; dy++) {
        const end = pixel + <usize>(size << 2);
        while (pixel < end) {
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
          k = v128.load32_splat(w, 16);
          a4 = madd(left, k, a4); b4 = madd(right, k, b4);
          k = v128.load32_splat(w, 20);
          a5 = madd(left, k, a5); b5 = madd(right, k, b5);
          w += 24;
          pixel += 4;
        }
        pixel += skip;
      }
      const to = out + <usize>(pair << 5);
      v128.store(to, a0); v128.store(to, b0, 16);
      v128.store(to, a1, 256); v128.store(to, b1, 272);
      v128.store(to, a2, 512); v128.store(to, b2, 528);
      v128.store(to, a3, 768); v128.store(to, b3, 784);
      v128.store(to, a4, 1024); v128.store(to, b4, 1040);
      v128.store(to, a5, 1280); v128.store(to, b5, 1296);
    }
  }
}

/** Sets the columns from `width` on to zero in each of `count` rows of a block: they lie outside the image. */
export function clearTail(z: usize, count: i32, width: i32, pairs: i32): void {
  if (width == pairs << 3) return;
  for (let i = 0; i < count; i++) {
    memory.fill(z + <usize>(i * ROW + (width << 2)), 0, <usize>(((pairs << 3) - width) << 2));
  }
}

/** Number of 8-pixel pairs of vectors that cover `width` pixels, of which a block takes at most BLOCK. */
export function pairsFor(width: i32): i32 {
  return (min(width, BLOCK) + 7) >> 3;
}
