/** A complex plane in double precision. */
export interface NaivePlane {
  readonly real: Float64Array;
  readonly imag: Float64Array;
}

/** The two-dimensional discrete Fourier transform, axis by axis, straight from its definition. */
export function naiveTransform(
  { real, imag }: NaivePlane,
  height: number,
  width: number,
  inverse = false,
): NaivePlane {
  const rows = alongAxis({ real, imag }, height, width, width, 1, inverse);
  return alongAxis(rows, width, height, 1, width, inverse);
}

function alongAxis(
  { real, imag }: NaivePlane,
  lines: number,
  size: number,
  lineStep: number,
  step: number,
  inverse: boolean,
): NaivePlane {
  const result = { real: new Float64Array(real.length), imag: new Float64Array(real.length) };
  const sign = inverse ? 1 : -1;
  for (let line = 0; line < lines; line++) {
    for (let k = 0; k < size; k++) {
      let [sumReal, sumImag] = [0, 0];
      for (let j = 0; j < size; j++) {
        const angle = (sign * 2 * Math.PI * ((j * k) % size)) / size;
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        const at = line * lineStep + j * step;
        sumReal += real[at]! * c - imag[at]! * s;
        sumImag += real[at]! * s + imag[at]! * c;
      }
      const scale = inverse ? 1 / size : 1;
      result.real[line * lineStep + k * step] = sumReal * scale;
      result.imag[line * lineStep + k * step] = sumImag * scale;
    }
  }
  return result;
}
