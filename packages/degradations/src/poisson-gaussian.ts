import { defineDegradation } from "./degradation.ts";
import type { Degradation } from "./degradation.ts";

/** Noise of a sensor, in gray levels. */
export interface PoissonGaussianNoise {
  /** Gray levels per photon, above 0. */
  readonly gain: number;
  /** Standard deviation of the noise that does not depend on the light, at least 0. Default: 0. */
  readonly readNoise?: number;
}

/** Noise levels that denoisers are good at, in gray levels. */
const [LOWEST, HIGHEST] = [1, 50];

/**
 * Noise of photons and of the sensor that counts them: y = gain · Poisson(x/gain) + readNoise · normal. Its
 * standard deviation, √(gain · x + readNoise²), rises with the brightness.
 *
 * The generalised Anscombe transform makes its level the same everywhere, so that a denoiser for white noise
 * removes it. The exact unbiased inverse then returns to gray levels without making dark parts darker (closed
 * forms of Mäkitalo & Foi 2013, DOI 10.1109/TIP.2012.2202675).
 *
 * @throws RangeError for numbers outside their range.
 */
export function poissonGaussian({ gain, readNoise = 0 }: PoissonGaussianNoise): Degradation {
  if (!(gain > 0 && gain < Infinity)) {
    throw new RangeError(`poissonGaussian: expected a gain above 0, got ${gain}`);
  }
  if (!(readNoise >= 0 && readNoise < Infinity)) {
    throw new RangeError(`poissonGaussian: expected a readNoise of at least 0, got ${readNoise}`);
  }
  const variance = (readNoise / gain) ** 2;
  const anscombe = (photons: number): number => 2 * Math.sqrt(Math.max(0, photons + 3 / 8 + variance));
  const black = anscombe(0);
  // So that black and white stay about where they are.
  const level = Math.min(HIGHEST, Math.max(LOWEST, 255 / (anscombe(255 / gain) - black)));
  return defineDegradation({
    name: `noise of ${gain} gray levels per photon and ${readNoise} of the sensor`,
    noise: {
      level,
      stabilization: {
        forward: (y) => level * (anscombe(y / gain) - black),
        inverse: (value) => gain * Math.max(0, photonsOf(value / level + black) - variance),
      },
    },
  });
}

/** The mean number of photons whose Anscombe transform has the mean d. */
function photonsOf(d: number): number {
  const least = 2 * Math.sqrt(3 / 8);
  if (d <= least) return 0;
  const root = Math.sqrt(3 / 2);
  return d ** 2 / 4 + root / (4 * d) - 11 / (8 * d ** 2) + (5 * root) / (8 * d ** 3) - 1 / 8;
}
