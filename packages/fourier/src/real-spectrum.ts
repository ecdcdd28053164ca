import { complexZeros } from "./lines/complex-lines.ts";
import type { ComplexNumbers } from "./lines/complex-lines.ts";
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
  const { real, imag } = transformed("realSpectrum", values, height, width);
  return { height, width, real: new Float32Array(real), imag: new Float32Array(imag) };
}

/**
 * The squared modulus of {@link realSpectrum}, in its order, not rounded to float32.
 *
 * @param values `height × width` numbers in row-major order.
 * @throws RangeError if the number of values is not `height × width`.
 */
export function powerSpectrum(
  values: ArrayLike<number>,
  height: number,
  width: number,
): Float64Array<ArrayBuffer> {
  const { real, imag } = transformed("powerSpectrum", values, height, width);
  return new Float64Array(real.length).map((_, i) => real[i]! ** 2 + imag[i]! ** 2);
}

function transformed(name: string, values: ArrayLike<number>, height: number, width: number): ComplexNumbers {
  if (values.length !== height * width) {
    throw new RangeError(`${name}: expected ${height}×${width} values, got ${values.length}`);
  }
  const half = halfWidth(width);
  const spectrum = complexZeros(height * half);
  readRows(values, 0, { rows: wholeLine(height), columns: wholeLine(width), channels: 1 }, spectrum);
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
        spectrum.real[i * half + first + l] = lines.real[i * lanes + l]!;
        spectrum.imag[i * half + first + l] = lines.imag[i * lanes + l]!;
      }
    }
  }
  return spectrum;
}
