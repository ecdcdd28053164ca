import { boundedCache } from "@genericdp/core";
import { complexZeros, exchanged, rootsOfUnity } from "./complex-lines.ts";
import type { ComplexNumbers, FourierLines } from "./complex-lines.ts";
import { goodSize } from "./good-size.ts";
import { stockhamLines } from "./stockham-lines.ts";

interface Chirp {
  /** c[j] = exp(−πi j²/size), j < size. */
  readonly chirp: ComplexNumbers;
  /** The spectrum of the conjugate chirp on the longer line, divided by the line's length. */
  readonly spectrum: ComplexNumbers;
  readonly padded: number;
}

const chirps = boundedCache<number, Chirp>(16, (size) => {
  const padded = goodSize(2 * size - 1);
  const roots = rootsOfUnity(2 * size);
  // j² is reduced modulo 2·size, which is exact; a large angle would lose digits.
  const pick = (part: Float64Array): Float64Array =>
    Float64Array.from({ length: size }, (_, j) => part[(j * j) % (2 * size)]!);
  const chirp = { real: pick(roots.real), imag: pick(roots.imag) };
  const line = stockhamLines(padded, 1);
  for (let j = 0; j < size; j++) {
    for (const at of [j, (padded - j) % padded]) {
      line.real[at] = chirp.real[j]! / padded;
      line.imag[at] = -chirp.imag[j]! / padded;
    }
  }
  line.transform();
  return { chirp, spectrum: { real: line.real, imag: line.imag }, padded };
});

/**
 * Lines of any length: a convolution with a chirp on a longer line of a good size (Bluestein, DOI
 * 10.1109/TAU.1970.1162132). With j k = (j² + k² − (k − j)²)/2,
 *
 *     X[k] = c[k] Σ_j (x[j] c[j]) c̄[k − j]
 */
export function bluesteinLines(size: number, lanes: number): FourierLines {
  const { chirp, spectrum, padded } = chirps(size);
  const place = complexZeros(size * lanes);
  const long = stockhamLines(padded, lanes);
  return {
    ...place,
    lanes,
    transform() {
      multiply(place, chirp, long, size, lanes);
      long.real.fill(0, size * lanes);
      long.imag.fill(0, size * lanes);
      long.transform();
      // With real and imaginary parts swapped, the second transform is the inverse.
      multiply(long, spectrum, exchanged(long), padded, lanes);
      long.transform();
      multiply(exchanged(long), chirp, place, size, lanes);
    },
  };
}

/** to[j] = from[j] · factor[j] for j < size, on each line. */
function multiply(
  from: ComplexNumbers,
  factor: ComplexNumbers,
  to: ComplexNumbers,
  size: number,
  lanes: number,
): void {
  for (let j = 0, at = 0; j < size; j++) {
    const fr = factor.real[j]!;
    const fi = factor.imag[j]!;
    for (const end = at + lanes; at < end; at++) {
      const r = from.real[at]!;
      const i = from.imag[at]!;
      to.real[at] = r * fr - i * fi;
      to.imag[at] = r * fi + i * fr;
    }
  }
}
