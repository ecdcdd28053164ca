import { realSpectrum } from "@genericdp/fourier";
import type { HalfSpectrum } from "@genericdp/fourier";
import type { BlurKernel } from "../kernel/blur-kernel.ts";

/** The spectrum of a kernel, with its origin at that of the grid, on a periodic grid at least as large. */
export function kernelSpectrum(kernel: BlurKernel, height: number, width: number): HalfSpectrum {
  const [down, right] = [Math.floor(kernel.height / 2), Math.floor(kernel.width / 2)];
  const response = new Float32Array(height * width);
  for (let i = 0; i < kernel.height; i++) {
    for (let j = 0; j < kernel.width; j++) {
      const [row, column] = [(i - down + height) % height, (j - right + width) % width];
      response[row * width + column] = kernel.data[i * kernel.width + j]!;
    }
  }
  return realSpectrum(response, height, width);
}
