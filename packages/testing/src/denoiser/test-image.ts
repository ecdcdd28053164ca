import { addGaussianNoise, randomStream } from "@genericdp/core";

import { plane, type Plane } from "./plane.ts";

/**
 * A piecewise smooth image of 60 to 200 gray levels: a ramp, a wave, a bright disc and a dark bar.
 *
 * With odd batch indices it is upside down and darker, so that the images of a batch differ.
 */
export function testImage(batch: number, height: number, width: number): Plane {
  return plane(batch, height, width, (b, y, x) => {
    const v = (b % 2 === 0 ? y : height - 1 - y) / height;
    const u = x / width;
    const ground = 90 + 40 * u + 15 * Math.sin(5 * v);
    const disc = Math.hypot(u - 0.35, v - 0.4) < 0.22 ? 50 : 0;
    const bar = u > 0.7 && u < 0.85 && v > 0.2 ? -35 : 0;
    return ground + disc + bar - 25 * (b % 2);
  });
}

/** Adds white Gaussian noise of the standard deviation `noiseLevel`, the same for the same seed. */
export function addNoise({ shape, values }: Plane, noiseLevel: number, seed: number): Plane {
  return { shape, values: addGaussianNoise(values, noiseLevel, randomStream(seed)) };
}
