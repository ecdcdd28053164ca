import { complexZeros } from "./lines/complex-lines.ts";
import { fourierLines } from "./lines/fourier-lines.ts";
import { halfWidth, wholeLine } from "./periodic-grid.ts";
import type { HalfSpectrum } from "./periodic-grid.ts";
import { readRows } from "./real-rows.ts";

/**
 * The spectrum of a real plane, computed in main memory.
 *
 * @param values `height × width` numbers in row-major order.
 * @throws RangeError if the number of values is not `height × width`.
 */
export function realSpectrum(values: ArrayLike<number>, height: number, width: number): HalfSpectrum {
  if (values.length !== height * width) {
    throw new RangeError(`realSpectrum: expected ${height}×${width} values, got ${values.length}`);
  }
  const half = halfWidth(width);
  const spectrum = complexZeros(height * half);
  readRows(values, 0, { rows: wholeLine(height), columns: wholeLine(width), channels: 1 }, spectrum);
  const [real, imag] = [new Float32Array(height * half), new Float32Array(height * half)];
  const lines = fourierLines(height, half);
  const { lanes } = lines;
  for (let first = 0; first < half; first += lanes) {
    const used = Math.min(lanes, half - first);
    for (let i = 0; i < height; i++) {
      for (let l = 0; l < used; l++) {
        lines.real[i * lanes + l] = spectrum.real[i * half + first + l]!;
        lines.imag[i * lanes + l] = spectrum.imag[i * half + first + l]!;
      }
    }
    lines.transform();
    for (let i = 0; i < height; i++) {
      for (let l = 0; l < used; l++) {
        real[i * half + first + l] = lines.real[i * lanes + l]!;
        imag[i * half + first + l] = lines.imag[i * lanes + l]!;
      }
    }
  }
  return { height, width, real, imag };
}
