import {
  add,
  less,
  log,
  maximum,
  min,
  mul,
  relu,
  scalar,
  sqrt,
  square,
  sub,
  sum,
  tidy,
  where,
} from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { defineDegradation } from "./degradation.ts";
import type { Degradation } from "./degradation.ts";

/** The gray level at which the noise has the image's noise level. */
const MIDDLE = 128;

/**
 * Photon noise: y/gain is Poisson distributed with mean x/gain. Bright pixels are noisier than dark ones; the
 * standard deviation is √(gain · x). The data term is σ² times the negative log-likelihood, with the σ of the
 * gray level 128,
 *
 *     D(x, y) = 128 Σ x − y log x,
 *
 * whose proximal map has a closed form for each pixel.
 *
 * @param gain gray levels per photon, above 0.
 */
export function photonNoise(gain: number): Degradation {
  if (!(gain > 0 && gain < Infinity)) {
    throw new RangeError(`photonNoise: expected a gain above 0, got ${gain}`);
  }
  return defineDegradation({
    name: `photon noise of gain ${gain}`,
    dataTerm: {
      name: "Poisson likelihood",
      // The derivative vanishes where x² + (128 γ − z) x − 128 γ y = 0.
      prox: (z, y, gamma) =>
        tidy(() => {
          const weight = MIDDLE * gamma;
          const lead: Tensor4D = sub(z, weight);
          const root = sqrt(add(square(lead), mul(4 * weight, relu(y))));
          return mul(0.5, add(lead, root)) as Tensor4D;
        }),
      value: (x, y) =>
        tidy(() => {
          const loss = sum(sub(x, mul(relu(y), log(maximum(x, 1e-30)))));
          return where(less(min(x), 0), scalar(Infinity), mul(MIDDLE, loss));
        }),
    },
    noise: { level: Math.sqrt(MIDDLE * gain) },
  });
}
