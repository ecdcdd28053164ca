/**
 * The spectrum of a real plane of `height` × `width`: frequencies 0 … height − 1 down and 0 … ⌊width/2⌋
 * across, row by row. The others are their conjugates.
 */
export interface HalfSpectrum {
  readonly height: number;
  readonly width: number;
  readonly real: Float32Array;
  readonly imag: Float32Array;
}

/** How many frequencies across the spectrum of a real plane takes. */
export function halfWidth(width: number): number {
  return Math.floor(width / 2) + 1;
}
