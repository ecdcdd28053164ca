import type { HalfSpectrum } from "@genericdp/fourier";

/** 1 / (1 + γ |H|²). */
export function ridgeSpectrum({ height, width, real, imag }: HalfSpectrum, gamma: number): HalfSpectrum {
  return {
    height,
    width,
    real: real.map((value, i) => 1 / (1 + gamma * (value ** 2 + imag[i]! ** 2))),
    imag: new Float32Array(imag.length),
  };
}
