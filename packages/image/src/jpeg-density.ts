/** Length 16, "JFIF" and a zero, version 1.1, dots per inch, two densities to fill in, no thumbnail. */
const SEGMENT = [0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0];

/**
 * A JPEG that says by a JFIF segment how many pixels an inch has.
 *
 * The encoder that we use says so in EXIF alone, and makes up EXIF for it.
 *
 * @param file a JPEG without JFIF segment, as the encoder writes it; one that has it is returned as it is.
 * @param density in pixels per inch, rounded; out of 1..65535 it is not said.
 */
export function withJpegDensity(file: Uint8Array, density: number): Uint8Array {
  const rounded = Math.round(density);
  if (file[3] === 0xe0 || rounded < 1 || rounded > 0xffff) return file;
  const whole = new Uint8Array(file.length + SEGMENT.length);
  whole.set(file.subarray(0, 2));
  whole.set(SEGMENT, 2);
  whole.set(file.subarray(2), 2 + SEGMENT.length);
  const view = new DataView(whole.buffer);
  view.setUint16(14, rounded);
  view.setUint16(16, rounded);
  return whole;
}
