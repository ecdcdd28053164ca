/** Length 16, "JFIF" and a zero, version 1.1, dots per inch, two densities to fill in, no thumbnail. */
const SEGMENT = [0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0];

/**
 * Adds a JFIF segment with the density to a JPEG.
 *
 * Our encoder writes the density to EXIF only, and creates EXIF for it.
 *
 * @param file a JPEG; one that already has a JFIF segment is returned unchanged.
 * @param density in pixels per inch, rounded; not written if outside 1..65535.
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
