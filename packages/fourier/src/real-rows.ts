import type { ComplexNumbers } from "./lines/complex-lines.ts";
import { fourierLines } from "./lines/fourier-lines.ts";
import { halfWidth } from "./periodic-grid.ts";
import type { LineMap } from "./periodic-grid.ts";

/** A plane of pixels in an array of `[height, width, channels]`, and its place on a periodic grid. */
export interface PlacedPlane {
  readonly rows: LineMap;
  readonly columns: LineMap;
  readonly channels: number;
}

/**
 * Writes the row spectra of a plane on its grid to `spectrum`, which holds `rows × (⌊width/2⌋ + 1)` numbers.
 * Rows without pixels become zero.
 *
 * Two real rows are transformed as one complex row; the even and odd parts of its spectrum tell them apart.
 */
export function readRows(
  values: ArrayLike<number>,
  offset: number,
  { rows, columns, channels }: PlacedPlane,
  spectrum: ComplexNumbers,
): void {
  spectrum.real.fill(0);
  spectrum.imag.fill(0);
  const width = columns.indices.length;
  const half = halfWidth(width);
  const places = occupied(rows);
  const pairs = Math.ceil(places.length / 2);
  const lines = fourierLines(width, pairs);
  const { real, imag, lanes } = lines;
  const copy = (place: number | undefined, to: Float64Array, lane: number): void => {
    const start = place === undefined ? 0 : offset + rows.indices[place]! * columns.size * channels;
    for (let j = 0; j < width; j++) {
      const column = columns.indices[j]!;
      to[j * lanes + lane] = place === undefined || column < 0 ? 0 : values[start + column * channels]!;
    }
  };
  for (let first = 0; first < pairs; first += lanes) {
    const used = Math.min(lanes, pairs - first);
    for (let l = 0; l < used; l++) {
      copy(places[2 * (first + l)], real, l);
      copy(places[2 * (first + l) + 1], imag, l);
    }
    lines.transform();
    for (let l = 0; l < used; l++) {
      const a = places[2 * (first + l)]! * half;
      const second = places[2 * (first + l) + 1];
      for (let k = 0; k < half; k++) {
        const at = k * lanes + l;
        const mirror = (k === 0 ? 0 : width - k) * lanes + l;
        spectrum.real[a + k] = (real[at]! + real[mirror]!) / 2;
        spectrum.imag[a + k] = (imag[at]! - imag[mirror]!) / 2;
        if (second === undefined) continue;
        const b = second * half;
        spectrum.real[b + k] = (imag[at]! + imag[mirror]!) / 2;
        spectrum.imag[b + k] = (real[mirror]! - real[at]!) / 2;
      }
    }
  }
}

/** The transpose of {@link readRows}, times the width: adds the rows' inverse transforms to the plane. */
export function writeRows(
  spectrum: ComplexNumbers,
  { rows, columns, channels }: PlacedPlane,
  values: Float32Array,
  offset: number,
): void {
  const width = columns.indices.length;
  const half = halfWidth(width);
  const places = occupied(rows);
  const pairs = Math.ceil(places.length / 2);
  const lines = fourierLines(width, pairs);
  // Real and imaginary parts are swapped, so that the transform is the inverse.
  const { real: imag, imag: real, lanes } = lines;
  const add = (place: number | undefined, from: Float64Array, lane: number): void => {
    if (place === undefined) return;
    const start = offset + rows.indices[place]! * columns.size * channels;
    for (let j = 0; j < width; j++) {
      const column = columns.indices[j]!;
      if (column >= 0) values[start + column * channels]! += from[j * lanes + lane]!;
    }
  };
  for (let first = 0; first < pairs; first += lanes) {
    const used = Math.min(lanes, pairs - first);
    for (let l = 0; l < used; l++) {
      const a = places[2 * (first + l)]! * half;
      const second = places[2 * (first + l) + 1];
      for (let k = 0; k < half; k++) {
        const ar = spectrum.real[a + k]!;
        const ai = spectrum.imag[a + k]!;
        const br = second === undefined ? 0 : spectrum.real[second * half + k]!;
        const bi = second === undefined ? 0 : spectrum.imag[second * half + k]!;
        // The mirror is written first: at frequency 0 and the highest one it is the same element.
        const mirror = (k === 0 ? 0 : width - k) * lanes + l;
        real[mirror] = ar + bi;
        imag[mirror] = br - ai;
        real[k * lanes + l] = ar - bi;
        imag[k * lanes + l] = ai + br;
      }
    }
    lines.transform();
    for (let l = 0; l < used; l++) {
      add(places[2 * (first + l)], real, l);
      add(places[2 * (first + l) + 1], imag, l);
    }
  }
}

/** The cells of a periodic line that hold a pixel. */
function occupied({ indices }: LineMap): number[] {
  return Array.from(indices.keys()).filter((i) => indices[i]! >= 0);
}
