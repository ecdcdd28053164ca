import type { Denoiser } from "@genericdp/core";
import { matMul, reshape, type Tensor, tensor, type Tensor4D, tidy } from "@tensorflow/tfjs-core";

/** The simplest decent denoiser: Gaussian smoothing, wider for more noise, normalised at the border. */
export function gaussianSmoothing(): Denoiser {
  const noiseRange = { min: 5, max: 50 };
  return {
    name: "Gaussian smoothing",
    noiseRange,
    denoise(x, { noiseLevel }) {
      if (!(noiseLevel >= noiseRange.min && noiseLevel <= noiseRange.max)) {
        throw new RangeError(`gaussianSmoothing: expected a noise level of 5..50, got ${noiseLevel}`);
      }
      return smooth(x, 0.4 + noiseLevel / 50);
    },
  };
}

/** Smooths with a Gaussian of the given standard deviation in pixels. */
export function smooth(x: Tensor4D, deviation: number): Tensor4D {
  return tidy(() => {
    const [batch, height, width] = x.shape;
    const image = reshape(x, [batch, height, width]);
    const rows = matMul(weights(height, deviation), image);
    return reshape(matMul(rows, weights(width, deviation), false, true), x.shape);
  });
}

function weights(length: number, deviation: number): Tensor {
  const row = (i: number): number[] => {
    const raw = Array.from({ length }, (_, j) => Math.exp(-((i - j) ** 2) / (2 * deviation ** 2)));
    const sum = raw.reduce((total, weight) => total + weight, 0);
    return raw.map((weight) => weight / sum);
  };
  return tensor([Array.from({ length }, (_, i) => row(i))]);
}
