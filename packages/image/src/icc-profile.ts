const COLOUR_SPACE_OF_CHANNELS = { 1: "GRAY", 3: "RGB " } as const;

/**
 * Whether `icc` is a profile for images of `channels`.
 *
 * Reads only the header: file signature "acsp" at byte 36 and data colour space at byte 16 (ICC.1:2022, 7.2).
 * A CMYK profile no longer fits once the pixels are RGB.
 */
export function iccFits(icc: Uint8Array, channels: 1 | 3): boolean {
  const ascii = (at: number): string => String.fromCharCode(...icc.subarray(at, at + 4));
  return icc.length >= 128 && ascii(36) === "acsp" && ascii(16) === COLOUR_SPACE_OF_CHANNELS[channels];
}
