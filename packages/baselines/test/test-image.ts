import { addGaussianNoise, randomStream } from "@genericdp/core";

/** Stripes, a disc and a ramp, so that small patches are distinguishable. */
export function testImage(height: number, width: number): Float32Array {
  return Float32Array.from({ length: height * width }, (_, i) => {
    const [y, x] = [Math.floor(i / width), i % width];
    const disc = Math.hypot(y - height / 2, x - width / 3) < height / 4 ? 70 : 0;
    return 60 + 2 * x + disc + (x > width / 2 ? 40 * Math.sin(y) : 0);
  });
}

export function noisyImage(height: number, width: number, noiseLevel: number, seed = 1): Float32Array {
  return addGaussianNoise(testImage(height, width), noiseLevel, randomStream(seed));
}
