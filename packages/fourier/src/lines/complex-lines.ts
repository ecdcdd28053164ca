/** Complex numbers, with real and imaginary parts in separate arrays. */
export interface ComplexNumbers {
  readonly real: Float64Array;
  readonly imag: Float64Array;
}

/**
 * A buffer to transform several lines of the same length at once: element i of line l is at `i·lanes + l`.
 * Write numbers into it, call `transform`, and read the result from it.
 */
export interface FourierLines extends ComplexNumbers {
  readonly lanes: number;
  /**
   * X[k] = Σ_j x[j] exp(−2πi j k/size) for each line. For the inverse times the size, swap real and imaginary
   * parts before and after.
   */
  transform(): void;
}

export function complexZeros(length: number): ComplexNumbers {
  return { real: new Float64Array(length), imag: new Float64Array(length) };
}

/** The same numbers with real and imaginary parts swapped. Shares the arrays. */
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
