import type { RandomStream } from "@genericdp/core";
import { standardTables } from "@genericdp/image";
import type { JpegTables } from "@genericdp/image";
import type { BayerPhase, Demosaicing } from "./demosaic.ts";

/** How a camera captures and develops a picture. */
export interface Camera {
  /** Variance of the noise in light x (0..1 at the sensor): shot · x + read. */
  readonly shot: number;
  readonly read: number;
  /** Gains of red and blue. */
  readonly whiteBalance: readonly [red: number, blue: number];
  /** How much the matrix to sRGB spreads colours from their mean; ≥ 0. */
  readonly saturation: number;
  /** Contrast of the tone curve, see `toneCurve`. */
  readonly contrast: number;
  /** Undefined: every pixel sees three colours, as in a picture that was reduced much in size. */
  readonly demosaicing?: Demosaicing | undefined;
  readonly phase: BayerPhase;
  /** Standard deviation, in pixels, of a blur of all noise, as in enlarged or softened pictures. */
  readonly blur: number;
  /** Amount of unsharp masking. */
  readonly sharpening: number;
  /** In-camera denoising: factor on the luma noise of flat parts (1: none). */
  readonly flatLuma: number;
  /** Factor on chroma noise beyond that of the mosaic, as by a matrix to sRGB. */
  readonly chromaGain: number;
  /** Standard deviation, in pixels, and share of a blur of chroma noise, which leaves blotches. */
  readonly chromaBlur: number;
  readonly chromaBlurShare: number;
  /** How the file is quantised; undefined: only rounded to eight bits. */
  readonly jpeg?: JpegTables | undefined;
}

/**
 * A random camera, from low ISO to the darkest night. The relation of shot and read noise is that of real
 * cameras (Brooks et al. 2019, DOI 10.1109/CVPR.2019.01129); the rest was chosen so that level and
 * correlation of the noise cover those of real pictures, which the tests check.
 *
 * @param shotNoise `shot` of the camera. Default: drawn.
 */
export function drawCamera(random: RandomStream, shotNoise?: number): Camera {
  const between = (low: number, high: number): number => low + (high - low) * random.uniform();
  const chance = (share: number): boolean => random.uniform() < share;
  const drawn = Math.exp(between(Math.log(1.5e-4), Math.log(0.025)));
  const shot = shotNoise ?? drawn;
  const mosaicked = chance(0.85);
  return {
    shot,
    read: Math.exp(2.18 * Math.log(shot) + 1.2 + 0.26 * random.normal()),
    whiteBalance: [between(1.2, 2.5), between(1.2, 2.5)],
    saturation: between(0, 0.6),
    contrast: between(0, 0.6),
    demosaicing: mosaicked ? (chance(0.5) ? "bilinear" : "edge-aware") : undefined,
    phase: { column: chance(0.5) ? 0 : 1, row: chance(0.5) ? 0 : 1 },
    blur: chance(0.9) ? between(0.35, 1.05) : 0,
    sharpening: chance(0.25) ? between(0, 0.5) : 0,
    flatLuma: chance(0.5) ? between(1, 3) : 1,
    chromaGain: Math.exp(between(Math.log(0.4), Math.log(1.6))),
    chromaBlur: between(1.2, 4),
    chromaBlurShare: chance(0.85) ? between(0.88, 1) : 0,
    jpeg: chance(0.7) ? drawJpeg(random) : undefined,
  };
}

/** Quality 55 to 100, chroma at half the size twice out of three times. */
export function drawJpeg(random: RandomStream): JpegTables {
  const quality = 55 + random.integer(46);
  return {
    ...standardTables(quality),
    subsampling: random.uniform() < 2 / 3 ? [2, 2] : [1, 1],
  };
}
