import type { ImageSize } from "../image-size.ts";

/**
 * Blurs a plane by a Gaussian of given standard deviation in pixels; outermost pixels repeat beyond the
 * edges.
 */
export function gaussianBlur(
  plane: Float32Array,
  { width, height }: ImageSize,
  sigma: number,
): Float32Array<ArrayBuffer> {
  if (sigma < 0.05) return plane.slice();
  const radius = Math.ceil(2.5 * sigma);
  const taps = Float64Array.from({ length: radius + 1 }, (_, i) => Math.exp(-(i ** 2) / (2 * sigma ** 2)));
  const total = 2 * taps.reduce((sum, tap) => sum + tap, 0) - 1;
  for (let k = 0; k <= radius; k++) taps[k]! /= total;
  const across = new Float32Array(plane.length);
  const line = new Float64Array(width + 2 * radius);
  for (let row = 0; row < height; row++) {
    const start = row * width;
    for (let i = 0; i < line.length; i++) {
      line[i] = plane[start + Math.min(width - 1, Math.max(0, i - radius))]!;
    }
    for (let i = 0; i < width; i++) {
      let sum = taps[0]! * line[i + radius]!;
      for (let k = 1; k <= radius; k++) sum += taps[k]! * (line[i + radius - k]! + line[i + radius + k]!);
      across[start + i] = sum;
    }
  }
  const result = new Float32Array(plane.length);
  for (let row = 0; row < height; row++) {
    for (let k = -radius; k <= radius; k++) {
      const from = Math.min(height - 1, Math.max(0, row + k)) * width;
      const tap = taps[Math.abs(k)]!;
      for (let i = 0; i < width; i++) result[row * width + i]! += tap * across[from + i]!;
    }
  }
  return result;
}
