import { halfWidth } from "@genericdp/fourier";
import type { HalfSpectrum } from "@genericdp/fourier";

/**
 * The product of two spectra on a grid of `height` × `width`, of which the first may belong to a coarser grid
 * and then repeats. An absent spectrum is 1.
 */
export function chainSpectra(
  coarse: HalfSpectrum | undefined,
  fine: HalfSpectrum | undefined,
  height: number,
  width: number,
): HalfSpectrum {
  const half = halfWidth(width);
  const real = new Float32Array(height * half);
  const imag = new Float32Array(height * half);
  for (let k = 0, at = 0; k < height; k++) {
    for (let l = 0; l < half; l++, at++) {
      const [ar, ai] = coarse === undefined ? [1, 0] : frequency(coarse, k, l);
      const [br, bi] = fine === undefined ? [1, 0] : [fine.real[at]!, fine.imag[at]!];
      real[at] = ar * br - ai * bi;
      imag[at] = ar * bi + ai * br;
    }
  }
  return { height, width, real, imag };
}

/** The spectrum at any frequency ≥ 0: periodic, and its other half is the conjugate. */
function frequency(spectrum: HalfSpectrum, k: number, l: number): [real: number, imag: number] {
  const { height, width, real, imag } = spectrum;
  const half = halfWidth(width);
  const [row, column] = [k % height, l % width];
  if (column < half) return [real[row * half + column]!, imag[row * half + column]!];
  const at = ((height - row) % height) * half + width - column;
  return [real[at]!, -imag[at]!];
}
