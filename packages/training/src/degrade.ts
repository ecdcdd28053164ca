import { addGaussianNoise } from "@genericdp/core";
import type { RandomStream } from "@genericdp/core";

/** An image of a training set. */
export interface TrainingImage {
  /** Gray levels 0..255: `[height, width, channels]`; three channels are R, G and B. */
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

/** An observation of an image, and the noise level that the model is given. */
export interface Observation {
  /** Of the shape of the image; nothing is clipped or rounded unless the degradation does so. */
  readonly data: Float32Array;
  readonly noiseLevel: number;
}

/**
 * Decides what a training pair is: makes the observation of a clean image.
 *
 * @param noiseLevel drawn by the recipe; whether it is a standard deviation is up to the degradation.
 * @param random where all chance comes from, so that a run can be repeated.
 */
export type Degrade = (image: TrainingImage, noiseLevel: number, random: RandomStream) => Observation;

/** Degradations by the names that recipes use. */
export type Degradations = Readonly<Record<string, Degrade>>;

/** White Gaussian noise of the given standard deviation, unclipped. */
const gaussian: Degrade = ({ data }, noiseLevel, random) => ({
  data: addGaussianNoise(data, noiseLevel, random),
  noiseLevel,
});

/**
 * The degradation of a name: one of `more`, or the built-in "gaussian".
 *
 * @throws RangeError where there is none.
 */
export function findDegradation(name: string, more: Degradations = {}): Degrade {
  const all: Degradations = { gaussian, ...more };
  const found = Object.hasOwn(all, name) ? all[name] : undefined;
  if (found !== undefined) return found;
  const known = Object.keys(all).join(", ");
  throw new RangeError(`train: expected a degradation among ${known}, got "${name}"`);
}
