import { randomStream } from "@genericdp/core";
import { fft2, ifft2 } from "@genericdp/fourier";
import type { Backend } from "@genericdp/core";
import { tensor4d } from "@tensorflow/tfjs-core";
import type { Law } from "../law.ts";
import { expectClose, takeAll } from "./compare.ts";

const SIZES: readonly (readonly [height: number, width: number])[] = [
  [1, 1],
  [4, 6],
  [7, 9],
  [11, 8],
];

export const fourierIsRight: Law<Backend> = {
  name: "fft2 is a discrete Fourier transform, and ifft2 is its inverse",
  async check() {
    for (const [height, width] of SIZES) {
      const random = randomStream(height, width);
      const pixels = Float32Array.from({ length: height * width }, () => 255 * random.uniform());
      const x = tensor4d(pixels, [1, height, width, 1]);
      const transformed = fft2({ real: x });
      const back = ifft2(transformed);
      x.dispose();
      const [again] = await takeAll([back.real, back.imag]);
      const [real, imag] = await takeAll([transformed.real, transformed.imag]);
      const wanted = naiveTransform(pixels, height, width);
      // The rounding error grows with the sum of the pixels.
      const tolerance = 1e-5 * pixels.reduce((sum, value) => sum + value, 0) + 1e-3;
      expectClose(`fft2 of ${height}×${width}, real part`, real!, wanted.real, tolerance);
      expectClose(`fft2 of ${height}×${width}, imaginary part`, imag!, wanted.imag, tolerance);
      expectClose(`ifft2 of fft2 of ${height}×${width}`, again!, pixels, 1e-2);
    }
  },
};

function naiveTransform(
  pixels: Float32Array,
  height: number,
  width: number,
): { real: Float64Array; imag: Float64Array } {
  const [real, imag] = [new Float64Array(pixels.length), new Float64Array(pixels.length)];
  for (let k = 0; k < pixels.length; k++) {
    const [v, u] = [Math.floor(k / width), k % width];
    pixels.forEach((value, i) => {
      const angle = -2 * Math.PI * ((v * Math.floor(i / width)) / height + (u * (i % width)) / width);
      real[k]! += value * Math.cos(angle);
      imag[k]! += value * Math.sin(angle);
    });
  }
  return { real, imag };
}
