import { halfWidth } from "@genericdp/fourier";
import type { HalfSpectrum } from "@genericdp/fourier";

/**
 * γ H̄ / (1 + γ G), where G is |H|² on the grid of every `factor`-th pixel: its mean over the frequencies
 * that coincide there.
 */
export function proxSpectrum(
  { height, width, real, imag }: HalfSpectrum,
  factor: number,
  gamma: number,
): HalfSpectrum {
  const half = halfWidth(width);
  const [rows, columns] = [height / factor, width / factor];
  const power = new Float64Array(rows * columns);
  for (let k = 0; k < height; k++) {
    const row = (k % rows) * columns;
    // The other half of the plane has the same powers, mirrored.
    const mirrored = ((height - k) % height) * half;
    for (let l = 0; l < width; l++) {
      const at = l < half ? k * half + l : mirrored + width - l;
      power[row + (l % columns)]! += (real[at]! ** 2 + imag[at]! ** 2) / factor ** 2;
    }
  }
  const result = { height, width, real: new Float32Array(real.length), imag: new Float32Array(imag.length) };
  for (let k = 0, at = 0; k < height; k++) {
    for (let l = 0; l < half; l++, at++) {
      const weight = gamma / (1 + gamma * power[(k % rows) * columns + (l % columns)]!);
      result.real[at] = weight * real[at]!;
      result.imag[at] = -weight * imag[at]!;
    }
  }
  return result;
}
