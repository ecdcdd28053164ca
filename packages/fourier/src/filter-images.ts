import type { EffectiveFilter } from "./effective-filter.ts";
import { complexZeros } from "./lines/complex-lines.ts";
import type { ComplexNumbers } from "./lines/complex-lines.ts";
import { fourierLines } from "./lines/fourier-lines.ts";
import { halfWidth } from "./periodic-grid.ts";
import { readRows, writeRows } from "./real-rows.ts";

type Shape = [batch: number, height: number, width: number, channels: number];

/** Filters every image and channel in main memory. */
export function filterImages(
  values: ArrayLike<number>,
  [batch, height, width, channels]: Shape,
  filter: EffectiveFilter,
): { readonly shape: Shape; readonly values: Float32Array } {
  const { transfer, source, target } = filter;
  const shape: Shape = [batch, target.rows.size, target.columns.size, channels];
  const pixels = shape[1] * shape[2];
  const result = new Float32Array(batch * pixels * channels);
  const spectrum = complexZeros(transfer.height * halfWidth(transfer.width));
  for (let b = 0; b < batch; b++) {
    for (let c = 0; c < channels; c++) {
      readRows(values, b * height * width * channels + c, { ...source, channels }, spectrum);
      filterColumns(spectrum, filter);
      writeRows(spectrum, { ...target, channels }, result, b * pixels * channels + c);
    }
  }
  return { shape, values: result };
}

/**
 * Takes row spectra, transforms their columns, applies the filter, and transforms the columns back. Divides
 * by the number of grid cells.
 */
function filterColumns(spectrum: ComplexNumbers, { transfer, conjugated }: EffectiveFilter): void {
  const { height, width } = transfer;
  const half = halfWidth(width);
  const lines = fourierLines(height, half);
  const { real, imag, lanes } = lines;
  const scale = 1 / (height * width);
  const imagScale = conjugated ? -scale : scale;
  for (let first = 0; first < half; first += lanes) {
    const used = Math.min(lanes, half - first);
    for (let i = 0; i < height; i++) {
      for (let l = 0, at = i * lanes, from = i * half + first; l < used; l++, at++, from++) {
        real[at] = spectrum.real[from]!;
        imag[at] = spectrum.imag[from]!;
      }
    }
    lines.transform();
    for (let i = 0; i < height; i++) {
      for (let l = 0, at = i * lanes, from = i * half + first; l < used; l++, at++, from++) {
        const hr = transfer.real[from]! * scale;
        const hi = transfer.imag[from]! * imagScale;
        const xr = real[at]!;
        const xi = imag[at]!;
        // Real and imaginary parts are swapped, so that the next transform is the inverse.
        imag[at] = xr * hr - xi * hi;
        real[at] = xr * hi + xi * hr;
      }
    }
    lines.transform();
    for (let i = 0; i < height; i++) {
      for (let l = 0, at = i * lanes, to = i * half + first; l < used; l++, at++, to++) {
        spectrum.real[to] = imag[at]!;
        spectrum.imag[to] = real[at]!;
      }
    }
  }
}
