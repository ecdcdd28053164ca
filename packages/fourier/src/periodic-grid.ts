/**
 * Maps each cell of a periodic line to a pixel of a line of `size` pixels: cell i holds the pixel
 * `indices[i]`, or zero if `indices[i]` is −1.
 *
 * A pixel may be in several cells, as with mirrored borders, or in none.
 */
export interface LineMap {
  readonly size: number;
  readonly indices: Int32Array;
}

/** A line at the start of a periodic line, followed by zeros. */
export function wholeLine(size: number, length: number = size): LineMap {
  return { size, indices: Int32Array.from({ length }, (_, i) => (i < size ? i : -1)) };
}

/** Which pixel of an image each cell of a periodic grid holds. */
export interface GridPlacement {
  readonly rows: LineMap;
  readonly columns: LineMap;
}

/**
 * The spectrum of a real plane of `height` × `width`: vertical frequencies 0 … height − 1 and horizontal
 * frequencies 0 … ⌊width/2⌋, in row-major order. The other frequencies are conjugates of these.
 */
export interface HalfSpectrum {
  readonly height: number;
  readonly width: number;
  readonly real: Float32Array;
  readonly imag: Float32Array;
}

/** The number of horizontal frequencies stored for a real plane. */
export function halfWidth(width: number): number {
  return Math.floor(width / 2) + 1;
}
