import { ROW, TILE, tapOffset } from "./arithmetic";
import { Fixed } from "./records";

/*
 * Products of 16-bit whole numbers, two of them summed to 32 bits by one instruction. Both numbers of a pair lie in
 * one 32-bit lane: for the responses, pixels of two taps; for the adjoint, two filters at one pixel.
 * src/fixed-point.ts scales all so that no sum leaves 32 bits.
 */

// @ts-ignore: decorator
@inline
function dotAdd(a: v128, b: v128, sum: v128): v128 {
  return i32x4.add(sum, i32x4.dot_i16x8_s(a, b));
}

/**
 * Rounds `rows` rows of pixels to whole numbers and writes each row twice: in pairs with the pixel to the right, then
 * in pairs with the pixel below. Reads one pixel beyond the last row.
 */
export function packPairs(from: usize, rows: i32, stride: i32, fixed: Fixed, to: usize): void {
  const length = <usize>(stride << 2);
  const scale = f32x4.splat(fixed.pixelScale);
  const shift = f32x4.splat(fixed.pixelShift);
  for (let y = 0; y < rows; y++) {
    const below = y + 1 < rows ? length : 0;
    for (let at: usize = 0; at < length; at += 16) {
      const pixel = v128.and(rounded(from + at, scale, shift), i32x4.splat(0xffff));
      const right = i32x4.shl(rounded(from + at + 4, scale, shift), 16);
      const under = i32x4.shl(rounded(from + at + below, scale, shift), 16);
      v128.store(to + at, v128.or(pixel, right));
      v128.store(to + length + at, v128.or(pixel, under));
    }
    from += length;
    to += 2 * length;
  }
}

/** Adding 1.5 · 2²³, which is part of `shift`, leaves the whole number in the lowest bits. */
// @ts-ignore: decorator
@inline
function rounded(at: usize, scale: v128, shift: v128): v128 {
  return f32x4.add(f32x4.mul(v128.load(at), scale), shift);
}

/**
 * Z[count][BLOCK] = the responses of all filters at `pairs` × 8 neighbouring pixels, as whole numbers.
 *
 * `image` is what packPairs wrote; `filters` is laid out [tile][pair of taps][4 filters], `offsets` has a place for
 * each pair of taps, and `starts` what each filter's sum begins with.
 */
export function correlateFixed(
  image: usize, filters: usize, starts: usize, count: i32, taps: i32, offsets: usize, pairs: i32, z: usize,
): void {
  const end = offsets + <usize>(taps << 2);
  for (let i = 0; i < count; i += TILE) {
    const weights = filters + <usize>(i * taps << 2);
    const start = starts + <usize>(i << 2);
    const out = z + <usize>i * ROW;
    for (let pair = 0; pair < pairs; pair++) {
      let a0 = v128.load32_splat(start), b0 = a0;
      let a1 = v128.load32_splat(start, 4), b1 = a1;
      let a2 = v128.load32_splat(start, 8), b2 = a2;
      let a3 = v128.load32_splat(start, 12), b3 = a3;
      const origin = image + <usize>(pair << 5);
      let w = weights;
      for (let offset = offsets; offset < end; offset += 4) {
        const pixel = origin + <usize>i32.load(offset);
        const left = v128.load(pixel);
        const right = v128.load(pixel, 16);
        let k = v128.load32_splat(w);
        a0 = dotAdd(left, k, a0); b0 = dotAdd(right, k, b0);
        k = v128.load32_splat(w, 4);
        a1 = dotAdd(left, k, a1); b1 = dotAdd(right, k, b1);
        k = v128.load32_splat(w, 8);
        a2 = dotAdd(left, k, a2); b2 = dotAdd(right, k, b2);
        k = v128.load32_splat(w, 12);
        a3 = dotAdd(left, k, a3); b3 = dotAdd(right, k, b3);
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

/**
 * Adds Σ_i k_i[d] p_i[q] to `out`[q + d] for `pairs` × 8 pixels q; `out` holds float32.
 *
 * `p` is [pair of filters][BLOCK]; `filters` is laid out [tile][pair of filters][4 taps], then the last tap of every
 * pair, like addAdjoint's.
 */
export function addAdjointFixed(
  p: usize, filters: usize, count: i32, taps: i32, offsets: usize, pairs: i32, out: usize,
): void {
  const length = <usize>(pairs << 5);
  const rows = count >> 1;
  let weights = filters;
  let tap = 0;
  for (; tap + TILE <= taps; tap += TILE) {
    const end = weights + <usize>(rows * TILE << 2);
    const out0 = out + tapOffset(offsets, tap);
    const out1 = out + tapOffset(offsets, tap + 1);
    const out2 = out + tapOffset(offsets, tap + 2);
    const out3 = out + tapOffset(offsets, tap + 3);
    for (let at: usize = 0; at < length; at += 32) {
      let a0 = i32x4.splat(0), a1 = i32x4.splat(0), a2 = i32x4.splat(0), a3 = i32x4.splat(0);
      let b0 = i32x4.splat(0), b1 = i32x4.splat(0), b2 = i32x4.splat(0), b3 = i32x4.splat(0);
      let from = p + at;
      for (let w = weights; w < end; w += 16) {
        const left = v128.load(from);
        const right = v128.load(from, 16);
        let k = v128.load32_splat(w);
        a0 = dotAdd(left, k, a0); b0 = dotAdd(right, k, b0);
        k = v128.load32_splat(w, 4);
        a1 = dotAdd(left, k, a1); b1 = dotAdd(right, k, b1);
        k = v128.load32_splat(w, 8);
        a2 = dotAdd(left, k, a2); b2 = dotAdd(right, k, b2);
        k = v128.load32_splat(w, 12);
        a3 = dotAdd(left, k, a3); b3 = dotAdd(right, k, b3);
        from += ROW;
      }
      addTo(out0 + at, a0, b0);
      addTo(out1 + at, a1, b1);
      addTo(out2 + at, a2, b2);
      addTo(out3 + at, a3, b3);
    }
    weights = end;
  }
  const last = out + tapOffset(offsets, tap);
  const end = weights + <usize>(rows << 2);
  for (let at: usize = 0; at < length; at += 32) {
    let a = i32x4.splat(0), b = i32x4.splat(0);
    let from = p + at;
    for (let w = weights; w < end; w += 4) {
      const k = v128.load32_splat(w);
      a = dotAdd(v128.load(from), k, a);
      b = dotAdd(v128.load(from, 16), k, b);
      from += ROW;
    }
    addTo(last + at, a, b);
  }
}

// @ts-ignore: decorator
@inline
function addTo(at: usize, a: v128, b: v128): void {
  v128.store(at, f32x4.add(v128.load(at), f32x4.convert_i32x4_s(a)));
  v128.store(at, f32x4.add(v128.load(at, 16), f32x4.convert_i32x4_s(b)), 16);
}
