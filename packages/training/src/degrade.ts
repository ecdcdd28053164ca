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
  /**
   * The observation, of the shape of the image; neither clipped nor rounded unless the degradation does so.
   */
  readonly data: Float32Array;
  readonly noiseLevel: number;
}

/**
 * Makes training pairs: returns the observation of a clean image.
 *
 * @param noiseLevel a level drawn by the recipe; the degradation decides whether it is a standard deviation.
 * @param random the source of all random numbers, so that a run can be repeated.
 */
export type Degrade = (image: TrainingImage, noiseLevel: number, random: RandomStream) => Observation;

/** Degradations by their names in recipes. */
export type Degradations = Readonly<Record<string, Degrade>>;

/** White Gaussian noise of the given standard deviation, unclipped. */
const gaussian: Degrade = ({ data }, noiseLevel, random) => ({
  data: addGaussianNoise(data, noiseLevel, random),
  noiseLevel,
});

/**
 * The degradation with a given name: one of `more`, or the built-in "gaussian".
 *
 * @throws RangeError if there is none.
 */
export function findDegradation(name: string, more: Degradations = {}): Degrade {
  const all: Degradations = { gaussian, ...more };
  const found = Object.hasOwn(all, name) ? all[name] : undefined;
  if (found !== undefined) return found;
  const known = Object.keys(all).join(", ");
  throw new RangeError(`train: expected a degradation among ${known}, got "${name}"`);
}
