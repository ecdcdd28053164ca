import { powerSpectrum } from "@genericdp/fourier";

/**
 * Squared modulus of the Fourier transform of a window or a kernel on a square grid. It does not depend on
 * where the window lies on the grid.
 *
 * @param data `[height, width]`.
 * @returns `side` rows of ⌊side/2⌋ + 1 columns, zero frequency first; the other columns mirror them.
 */
export function powerOn(
  {
    data,
    width,
    height,
  }: { readonly data: Float32Array | Float64Array; readonly width: number; readonly height: number },
  side: number,
): Float64Array {
  const grid = new Float64Array(side * side);
  for (let y = 0; y < height; y++) {
    // What exceeds the grid continues on its other side.
    for (let x = 0; x < width; x++) grid[(y % side) * side + (x % side)]! += data[y * width + x]!;
  }
  return powerSpectrum(grid, side, side);
}
