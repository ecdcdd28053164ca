/** A larger difference cannot come from rounding to bytes twice. */
const ROUNDING = 3;

/**
 * Tells whether pixels lost colour on their way through sRGB.
 *
 * @param pixels RGBA bytes in a wider colour space.
 * @param throughSrgb the same pixels after a conversion to sRGB and back to the wider colour space.
 */
export function beyondSrgb(pixels: Uint8ClampedArray, throughSrgb: Uint8ClampedArray): boolean {
  // Invisible colours do not count; at low opacity, colours are rounded coarsely.
  return pixels.some(
    (level, i) => (pixels[i | 3] ?? 0) === 255 && Math.abs(level - throughSrgb[i]!) > ROUNDING,
  );
}
