import { addGaussianNoise, randomStream } from "@genericdp/core";

/** Standard normal numbers that depend only on the seed. */
export function normalStream(seed: number): () => number {
  return randomStream(seed).normal;
}

/** `clean` plus white Gaussian noise, neither clipped nor rounded. */
export function addNoise(clean: ArrayLike<number>, noiseLevel: number, seed: number): Float32Array {
  return addGaussianNoise(clean, noiseLevel, randomStream(seed));
}
