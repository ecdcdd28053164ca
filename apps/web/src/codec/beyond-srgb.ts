/** More than two roundings to bytes make of a colour. */
const ROUNDING = 3;

/**
 * Whether pixels lost colour on their way through sRGB.
 *
 * @param pixels RGBA bytes, in a wider colour space.
 * @param throughSrgb the same that were in sRGB in between, told in that wider colour space.
 */
export function beyondSrgb(pixels: Uint8ClampedArray, throughSrgb: Uint8ClampedArray): boolean {
  // Colours that are not seen do not count; with little opacity they are rounded coarsely.
  return pixels.some(
    (level, i) => (pixels[i | 3] ?? 0) === 255 && Math.abs(level - throughSrgb[i]!) > ROUNDING,
  );
}
