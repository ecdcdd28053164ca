import type { Arena } from "./arena.ts";

/* The images of the kernel are planar, those of the callers have interleaved channels. */

/** Copies sample `b` of `values` `[batch, pixels, planes]` to `to`. */
export function enterPlanes(
  memory: Arena,
  to: number,
  values: Float32Array,
  b: number,
  pixels: number,
  planes: number,
): void {
  const sample = values.subarray(b * pixels * planes, (b + 1) * pixels * planes);
  const target = memory.view(to, pixels * planes);
  if (planes === 1) {
    target.set(sample);
    return;
  }
  for (let plane = 0; plane < planes; plane++) {
    for (let i = 0, at = plane; i < pixels; i++, at += planes) target[plane * pixels + i] = sample[at]!;
  }
}

/** The inverse of {@link enterPlanes}. */
export function readPlanes(
  memory: Arena,
  from: number,
  values: Float32Array,
  b: number,
  pixels: number,
  planes: number,
): void {
  const sample = values.subarray(b * pixels * planes, (b + 1) * pixels * planes);
  const source = memory.view(from, pixels * planes);
  if (planes === 1) {
    sample.set(source);
    return;
  }
  for (let plane = 0; plane < planes; plane++) {
    for (let i = 0, at = plane; i < pixels; i++, at += planes) sample[at] = source[plane * pixels + i]!;
  }
}
