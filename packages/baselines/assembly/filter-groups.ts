/*
 * Collaborative filtering of the group of patches found last. Numerators and denominators are images in
 * column-major order, so that no transform has to transpose.
 */
import { cols, rows } from "./match-patches";
import { area, combine, group, height, lanes, matrices, oldGroup, patch, scalars, side, slot, vectors } from "./patches";

/** Copies the coefficients of the group found last and transforms them along the group. */
function gather(coefficients: usize, to: usize, size: i32): void {
  for (let k = 0; k < size; k++) {
    const at = <usize>k << 2;
    const from = coefficients + slot(i32.load(rows + at)) + <usize>i32.load(cols + at) * area;
    memory.copy(to + <usize>k * area, from, area);
  }
  for (let step = 1; step < size; step <<= 1) haar(to, size, step);
}

/** One level of the orthonormal Haar transform along the group, which is its own inverse. */
function haar(group: usize, size: i32, step: i32): void {
  const half = f32x4.splat(0.7071067811865476), apart = <usize>step * area;
  for (let i = 0; i < size; i += 2 * step) {
    const first = group + <usize>i * area;
    for (let at = first, end = first + area; at < end; at += 16) {
      const a = v128.load(at), b = v128.load(at + apart);
      v128.store(at, f32x4.mul(half, f32x4.add(a, b)));
      v128.store(at + apart, f32x4.mul(half, f32x4.sub(a, b)));
    }
  }
}

/**
 * Sets the coefficients of the group that are not above `threshold` to zero, and adds its estimates to the
 * images, with the weight 1/(number of coefficients left).
 */
export function thresholdGroup(
  size: i32, coefficients: usize, threshold: f32, numerator: usize, denominator: usize,
): void {
  gather(coefficients, group, size);
  const limit = f32x4.splat(threshold);
  let counts = i32x4.splat(0);
  for (let at = group, end = group + <usize>size * area; at < end; at += 16) {
    const value = v128.load(at);
    const kept = f32x4.gt(f32x4.abs(value), limit);
    v128.store(at, v128.and(value, kept));
    counts = i32x4.sub(counts, kept);
  }
  const left = i32x4.extract_lane(counts, 0) + i32x4.extract_lane(counts, 1)
    + i32x4.extract_lane(counts, 2) + i32x4.extract_lane(counts, 3);
  aggregate(size, 1 / <f32>max(left, 1), numerator, denominator);
}

/**
 * Multiplies the noisy coefficients of the group by W = b²/(b² + σ²), where b are the coefficients of the
 * first estimate, and adds the group's estimates to the images, with the weight 1/‖W‖².
 */
export function wienerGroup(
  size: i32, noisy: usize, basic: usize, variance: f32, numerator: usize, denominator: usize,
): void {
  gather(noisy, group, size);
  gather(basic, oldGroup, size);
  const noise = f32x4.splat(variance);
  const apart = oldGroup - group;
  let squares = f32x4.splat(0);
  for (let at = group, end = group + <usize>size * area; at < end; at += 16) {
    const b = v128.load(at + apart);
    const power = f32x4.mul(b, b);
    const gain = f32x4.div(power, f32x4.add(power, noise));
    v128.store(at, f32x4.mul(gain, v128.load(at)));
    squares = f32x4.add(squares, f32x4.mul(gain, gain));
  }
  const sum = f32x4.extract_lane(squares, 0) + f32x4.extract_lane(squares, 1)
    + f32x4.extract_lane(squares, 2) + f32x4.extract_lane(squares, 3);
  aggregate(size, 1 / max<f32>(sum, 1e-6), numerator, denominator);
}

/** Transforms the group back and adds its patches to the images, weighted by `weight` and the window. */
function aggregate(size: i32, weight: f32, numerator: usize, denominator: usize): void {
  for (let step = size >> 1; step > 0; step >>= 1) haar(group, size, step);
  const n = side, bytes = <usize>lanes << 2, column = <usize>height << 2;
  const across = scalars(1), down = vectors(1);
  const window = matrices + (<usize>(2 * n * (n + lanes)) << 2);
  const scale = f32x4.splat(weight);
  for (let k = 0; k < size; k++) {
    const from = group + <usize>k * area;
    for (let c = 0; c < n; c++) combine(across + (<usize>(c * n) << 2), from, patch + <usize>c * bytes);
    const at = <usize>k << 2;
    const origin = <usize>(i32.load(cols + at) * height + i32.load(rows + at)) << 2;
    for (let c = 0; c < n; c++) {
      const line = patch + <usize>c * bytes;
      for (let v: usize = 0; v < bytes; v += 16) {
        let sum = f32x4.splat(0);
        for (let i: usize = 0; i < <usize>n; i++) {
          sum = f32x4.add(sum, f32x4.mul(v128.load(down + i * bytes + v), v128.load32_splat(line + (i << 2))));
        }
        const share = f32x4.mul(scale, v128.load(window + <usize>c * bytes + v));
        const to = origin + <usize>c * column + v;
        v128.store(numerator + to, f32x4.add(v128.load(numerator + to), f32x4.mul(share, sum)));
        v128.store(denominator + to, f32x4.add(v128.load(denominator + to), share));
      }
    }
  }
}
