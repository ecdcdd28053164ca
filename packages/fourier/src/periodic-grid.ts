/**
 * What stands at each place of a periodic line: the pixel `indices[i]` of a line of `size` pixels, or nothing
 * (zero) where `indices[i]` is −1.
 *
 * A pixel may stand at several places, as it does beyond a mirroring border, or at none.
 */
export interface LineMap {
  readonly size: number;
  readonly indices: Int32Array;
}

/** A line that fills the periodic line from its start, and zeros. */
export function wholeLine(size: number, length: number = size): LineMap {
  return { size, indices: Int32Array.from({ length }, (_, i) => (i < size ? i : -1)) };
}

/** Where the pixels of an image stand on a periodic grid. */
export interface GridPlacement {
  readonly rows: LineMap;
  readonly columns: LineMap;
}

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
