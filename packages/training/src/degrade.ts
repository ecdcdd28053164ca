import { addGaussianNoise } from "@genericdp/core";
import type { RandomStream } from "@genericdp/core";
import { toOpponentPixels } from "@genericdp/image";
import { drawCamera, evenLevels, simulateCameraNoise } from "@genericdp/noise";

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
  /**
   * Factors for the opponent planes of a colour observation and its image, applied before the model sees
   * them, so that one noise level holds for all three planes. They do not affect the loss and the PSNR.
   * Default: 1.
   */
  readonly planeFactors?: readonly number[];
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

/** Noise level in the middle of the scale, in gray levels, relative to the root of a camera's shot noise. */
const LEVEL_OF_SHOT = 200;
/**
 * Error of a noise estimate: standard deviation of its logarithm, both common to all planes and for each
 * plane.
 */
const ERROR = 0.12;

/**
 * The noise of a camera that is drawn separately for each patch. The model is given the standard deviations
 * of the patch's noise in the three opponent planes, with errors typical of an estimate.
 *
 * @param noiseLevel approximate standard deviation in the middle of the scale, before the camera's
 * processing.
 */
const camera: Degrade = (image, noiseLevel, random) => {
  const { data, width, height, channels } = image;
  if (channels !== 3) {
    throw new RangeError(`train: expected images of 3 channels for camera noise, got ${channels}`);
  }
  const shot = (noiseLevel / LEVEL_OF_SHOT) ** 2;
  const noisy = simulateCameraNoise({ data, width, height }, random, drawCamera(random, shot));
  const common = ERROR * random.normal();
  const told = deviations(noisy, image).map((level) => level * Math.exp(common + ERROR * random.normal()));
  const { level, factors } = evenLevels(told);
  return { data: noisy, noiseLevel: level, planeFactors: factors };
};

/** Standard deviations of the noise in a picture's opponent planes. */
function deviations(noisy: Float32Array, { data }: TrainingImage): number[] {
  const planes = toOpponentPixels(noisy.map((level, i) => level - data[i]!));
  const squares = [0, 0, 0];
  planes.forEach((level, i) => (squares[i % 3]! += level * level));
  return squares.map((sum) => Math.sqrt((3 * sum) / planes.length));
}

/**
 * The degradation with a given name: one of `more`, or the built-in "gaussian" or "camera".
 *
 * @throws RangeError if there is none.
 */
export function findDegradation(name: string, more: Degradations = {}): Degrade {
  const all: Degradations = { gaussian, camera, ...more };
  const found = Object.hasOwn(all, name) ? all[name] : undefined;
  if (found !== undefined) return found;
  const known = Object.keys(all).join(", ");
  throw new RangeError(`train: expected a degradation among ${known}, got "${name}"`);
}
