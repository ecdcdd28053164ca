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
