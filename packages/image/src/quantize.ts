/**
 * The integer 0..`max` nearest to a gray level: ⌊clamp(level/255)·max + ½⌋, halves rounded up.
 *
 * The same rule for every format, unlike Uint8ClampedArray, which rounds halves to even.
 */
export function quantize(level: number, max: number): number {
  if (level <= 0) return 0;
  return level >= 255 ? max : Math.floor((level * max) / 255 + 0.5);
}

/** Whether an alpha channel is absent or would be written as fully opaque at every depth. */
export function isOpaque(alpha: Float32Array | undefined): boolean {
  return alpha === undefined || alpha.every((level) => level >= 255);
}
