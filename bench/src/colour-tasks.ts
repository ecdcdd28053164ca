import { addGaussianNoise } from "@genericdp/core";
import type { LinearOperator, RandomStream } from "@genericdp/core";
import { noisy } from "@genericdp/degradations";
import { cropPlane } from "@genericdp/image";
import type { Plane } from "@genericdp/image";
import {
  bicubicKernel,
  blur,
  compose,
  decimation,
  diskKernel,
  gaussianKernel,
  motionKernel,
} from "@genericdp/operators";
import type { BlurKernel } from "@genericdp/operators";
import { tensor4d } from "@tensorflow/tfjs-core";
import type { LevelImage, Restorer } from "genericdp";

/** Interleaved red, green and blue. */
export type ColourImage = Plane;

/** A measurement of an image, the image to compare the result with, and how to restore it. */
export interface ColourTrial {
  readonly measured: ColourImage;
  readonly truth: ColourImage;
  restore(session: Restorer, measured: ColourImage): Promise<LevelImage>;
  /** Restores it with a model that was trained for the degradation, if there is one. */
  restoreAsTrained?(session: Restorer, measured: ColourImage): Promise<LevelImage>;
}

export interface ColourTask {
  readonly name: string;
  degrade(image: ColourImage, random: RandomStream): ColourTrial;
}

/** Blurs, missing pixels, enlarging, uneven noise. */
export function colourTasks(): ColourTask[] {
  return [
    ...[2.55, 7.65].map((sigma) => deblurring("Gaussian 1.6", gaussianKernel(1.6), sigma)),
    deblurring("disc 3", diskKernel(3), 2.55),
    deblurring("motion 15", motionKernel(15, 30), 7.65),
    circularDeblurring(2.55),
    saturated(),
    ...[20, 50, 80].map(inpainting),
    ...[2, 3].map(enlarging),
    unevenNoise(),
  ];
}

function deblurring(name: string, kernel: BlurKernel, sigma: number): ColourTask {
  const operator = blur(kernel, { boundary: "valid" });
  return {
    name: `${name}, σ = ${sigma}`,
    degrade: (image, random) => {
      const measured = measure(operator, image, sigma, random);
      return {
        measured,
        truth: covered(image, kernel, measured),
        restore: (session) => session.deblur(measured, { kernel, noiseLevel: sigma }),
      };
    },
  };
}

/** The part of an image that a "valid" blur measures. */
function covered(image: ColourImage, { width, height }: BlurKernel, size: ColourImage): ColourImage {
  const before = (side: number): number => side - 1 - Math.floor(side / 2);
  return cropPlane(image, before(width), before(height), size);
}

function circularDeblurring(sigma: number): ColourTask {
  const kernel = motionKernel(15, 30);
  const boundary = "circular";
  const operator = blur(kernel, { boundary });
  return {
    name: `motion 15, circular, σ = ${sigma}`,
    degrade: (image, random) => ({
      measured: measure(operator, image, sigma, random),
      truth: image,
      restore: (session, measured) => session.deblur(measured, { kernel, boundary, noiseLevel: sigma }),
    }),
  };
}

/** A blurred image with lamps brighter than the sensor's limit. */
function saturated(): ColourTask {
  const kernel = motionKernel(9, 30);
  const operator = blur(kernel, { boundary: "valid" });
  return {
    name: "motion 9 of 1.6 × the light, clipped",
    degrade: (image, random) => {
      const bright = { ...image, data: image.data.map((level) => 1.6 * level) };
      const taken = measure(operator, bright, 2, random);
      const measured = { ...taken, data: taken.data.map((level) => Math.min(255, Math.max(0, level))) };
      return {
        measured,
        truth: covered(bright, kernel, measured),
        restore: (session) => session.deblur(measured, { kernel, noiseLevel: 2 }),
      };
    },
  };
}

function inpainting(percent: number): ColourTask {
  return {
    name: `${percent} % missing`,
    degrade: (image, random) => {
      const { width, height, data } = image;
      const known = Uint8Array.from({ length: width * height }, () =>
        100 * random.uniform() < percent ? 0 : 1,
      );
      return {
        measured: { ...image, data: data.map((level, i) => level * known[Math.floor(i / 3)]!) },
        truth: image,
        restore: (session, measured) => session.inpaint(measured, { known }),
      };
    },
  };
}

function enlarging(scale: number): ColourTask {
  const shrink = decimation(scale, { phase: Math.floor((scale - 1) / 2) });
  const operator = compose(shrink, blur(bicubicKernel(scale), { boundary: "symmetric" }));
  return {
    name: `×${scale}`,
    degrade: (image, random) => {
      const side = image.width - (image.width % scale);
      const truth = cropPlane(image, 0, 0, { width: side, height: side });
      return {
        truth,
        measured: measure(operator, truth, 0, random),
        restore: (session, measured) =>
          session.upscale(measured, { scale, noiseLevel: 0.25, schedule: "plugAndPlay" }),
        restoreAsTrained: (session, measured) => session.upscale(measured, { scale, noiseLevel: 0.25 }),
      };
    },
  };
}

/** Noise with a level from 5 in the centre to 40 in the corners. */
function unevenNoise(): ColourTask {
  return {
    name: "noise of 5 to 40",
    degrade: (image, random) => {
      const { width, height } = image;
      const map = {
        width,
        height,
        data: Float32Array.from({ length: width * height }, (_, i) => {
          const [x, y] = [(i % width) / (width - 1), Math.floor(i / width) / (height - 1)];
          return 5 + 35 * Math.hypot(2 * x - 1, 2 * y - 1) * Math.SQRT1_2;
        }),
      };
      return {
        measured: {
          ...image,
          data: image.data.map((level, i) => level + map.data[Math.floor(i / 3)]! * random.normal()),
        },
        truth: image,
        restore: (session, measured) => session.restore(measured, noisy({ map })),
      };
    },
  };
}

/** Applies an operator to an image and adds white noise to all channels. */
function measure(
  operator: LinearOperator,
  { data, width, height }: ColourImage,
  sigma: number,
  random: RandomStream,
): ColourImage {
  const x = tensor4d(data, [1, height, width, 3]);
  const y = operator.forward(x);
  const [, rows, columns] = y.shape;
  const levels = new Float32Array(addGaussianNoise(y.dataSync<"float32">(), sigma, random));
  x.dispose();
  y.dispose();
  return { data: levels, width: columns, height: rows };
}
