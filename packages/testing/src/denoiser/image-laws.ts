import type { Denoiser } from "@genericdp/core";

import type { Law } from "../law.ts";
import { denoisePlane, largestDifference, middle, plane, type Plane } from "./plane.ts";
import { addNoise, testImage } from "./test-image.ts";

/** Allowed change of a constant image, relative to the noise level. */
const constantTolerance = 0.2;
/** Share of the noise's mean squared error that may remain: a gain of about 1 dB. */
const errorLeft = 0.8;

export const keepsConstant: Law<Denoiser> = {
  name: "keeps a constant image nearly constant",
  async check(denoiser) {
    const { min, max } = denoiser.noiseRange;
    for (const level of [64, 128, 192]) {
      for (const noiseLevel of [min, max]) {
        const image = plane(1, 18, 14, () => level);
        const { values } = await denoisePlane(denoiser, image, noiseLevel);
        const change = largestDifference(image.values, values);
        if (change > constantTolerance * noiseLevel) {
          const allowed = `at most ${constantTolerance} × noise level ${noiseLevel}`;
          throw new Error(`expected constant ${level} to change by ${allowed}, got ${change}`);
        }
      }
    }
  },
};

export const staysFinite: Law<Denoiser> = {
  name: "stays finite on extreme images",
  async check(denoiser) {
    const extremes: Readonly<Record<string, Plane>> = {
      "a checkerboard of 0 and 255": plane(1, 18, 14, (_, y, x) => ((x + y) % 2) * 255),
      "a step from −1000 to 1255": plane(1, 18, 14, (_, _y, x) => (x < 7 ? -1000 : 1255)),
      "a ramp from −500 to 800": plane(1, 18, 14, (_, y, x) => -500 + (1300 * (y + x)) / 30),
    };
    const { min, max } = denoiser.noiseRange;
    for (const [name, image] of Object.entries(extremes)) {
      for (const noiseLevel of [min, max]) {
        const { values } = await denoisePlane(denoiser, image, noiseLevel);
        const wrong = values.find((value) => !Number.isFinite(value));
        if (wrong !== undefined) {
          throw new Error(`expected finite values on ${name} at noise level ${noiseLevel}, got ${wrong}`);
        }
      }
    }
  },
};

export const neitherClipsNorRounds: Law<Denoiser> = {
  name: "neither clips nor rounds",
  async check(denoiser) {
    const noiseLevel = middle(denoiser.noiseRange);
    const noisy = addNoise(
      plane(1, 24, 20, (_, y) => (y < 12 ? -30 : 285)),
      noiseLevel,
      4,
    );
    const { values } = await denoisePlane(denoiser, noisy, noiseLevel);
    if (values.every((value) => value >= 0))
      throw new Error("expected levels below 0 where the image is at -30, got none");
    if (values.every((value) => value <= 255))
      throw new Error("expected levels over 255 where it is at 285, got none");
    if (values.every(Number.isInteger)) throw new Error("expected fractions of gray levels, got integers");
  },
};

export const removesNoise: Law<Denoiser> = {
  name: "reduces the mean squared error",
  async check(denoiser) {
    const { min, max } = denoiser.noiseRange;
    const clean = testImage(1, 48, 40);
    for (const part of [0.2, 0.5, 1]) {
      const noiseLevel = min + part * (max - min);
      const noisy = addNoise(clean, noiseLevel, 5);
      const { values } = await denoisePlane(denoiser, noisy, noiseLevel);
      const [before, after] = [meanSquaredError(clean, noisy.values), meanSquaredError(clean, values)];
      if (!(after <= errorLeft * before)) {
        const errors = `at most ${errorLeft} × ${before.toFixed(1)}, got ${after.toFixed(1)}`;
        throw new Error(`expected a mean squared error at noise level ${noiseLevel} of ${errors}`);
      }
    }
  },
};

function meanSquaredError({ values }: Plane, other: Float32Array): number {
  return values.reduce((sum, value, i) => sum + (value - (other[i] ?? Number.NaN)) ** 2, 0) / values.length;
}
