/** Complex numbers, real and imaginary parts apart. */
export interface ComplexNumbers {
  readonly real: Float64Array;
  readonly imag: Float64Array;
}

/**
 * A place to transform several lines of one length at once: element i of line l lies at `i·lanes + l`. Write
 * numbers into it, call `transform`, read the result from the same place.
 */
export interface FourierLines extends ComplexNumbers {
  readonly lanes: number;
  /**
   * X[k] = Σ_j x[j] exp(−2πi j k/size) of every line. The inverse, times the size: real and imaginary parts
   * exchanged on the way in and on the way out.
   */
  transform(): void;
}

export function complexZeros(length: number): ComplexNumbers {
  return { real: new Float64Array(length), imag: new Float64Array(length) };
}

/** The same numbers with real and imaginary parts exchanged; nothing is copied. */
export function exchanged({ real, imag }: ComplexNumbers): ComplexNumbers {
  return { real: imag, imag: real };
}

/** exp(−2πi k/n) for k = 0 … n − 1. */
export function rootsOfUnity(n: number): ComplexNumbers {
  const angle = (k: number): number => (2 * Math.PI * k) / n;
  return {
    real: Float64Array.from({ length: n }, (_, k) => Math.cos(angle(k))),
    imag: Float64Array.from({ length: n }, (_, k) => -Math.sin(angle(k))),
  };
}
