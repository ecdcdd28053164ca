import type { ComplexNumbers } from "./complex-lines.ts";

/** exp(−2πi k/n) for k = 0 … n − 1. */
export function rootsOfUnity(n: number): ComplexNumbers {
  const angle = (k: number): number => (2 * Math.PI * k) / n;
  return {
    real: Float64Array.from({ length: n }, (_, k) => Math.cos(angle(k))),
    imag: Float64Array.from({ length: n }, (_, k) => -Math.sin(angle(k))),
  };
}
