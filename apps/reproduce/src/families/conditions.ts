import { randomStream } from "@genericdp/core";
import { cropPlane, pixelImage, resizePlane } from "@genericdp/image";
import { encodeImage, readImage } from "@genericdp/image/node";
import { bicubicKernel, blur, compose, decimation, diskKernel, motionKernel } from "@genericdp/operators";
import type { BlurKernel } from "@genericdp/operators";
import type { Restorer } from "genericdp";
import { noisyPlane, runOnPlane } from "../paper/plane.ts";
import type { Plane } from "../paper/plane.ts";

/** A degraded image: what to restore, how, and what to compare the result with. */
export interface Degraded {
  readonly truth: Plane;
  /** What a model is compared with, of the truth's size. */
  readonly plain: Plane;
  /** Restores it by the stages of the session's model. */
  restore(session: Restorer): Promise<Plane>;
}

/** A degradation of a family and strength: a column of the table. */
export interface Condition {
  readonly name: string;
  readonly family: Family;
  /** @param image its number, for the noise. */
  degrade(truth: Plane, image: number): Promise<Degraded>;
}

export type Family = "noise" | "jpeg" | "downscale" | "blur";

const SEED = 0;

function noisy(noiseLevel: number): Condition {
  return {
    name: `σ = ${noiseLevel}`,
    family: "noise",
    degrade: async (truth, image) => {
      const plain = noisyPlane(truth, noiseLevel, randomStream(SEED, image, noiseLevel));
      return { truth, plain, restore: (session) => session.denoise(asFloat(plain), { noiseLevel }) };
    },
  };
}

function stored(quality: number): Condition {
  return {
    name: `JPEG ${quality}`,
    family: "jpeg",
    degrade: async (truth) => {
      const file = await encodeImage(pixelImage(asFloat(truth)), { format: "jpeg", quality });
      const { data, width, height, jpeg } = await readImage(file);
      const plain = { data, width, height };
      return {
        truth,
        plain,
        restore: (session) => session.deblock(plain, { quantization: jpeg!, schedule: "trained" }),
      };
    },
  };
}

/** Errors between samples are not noise, so a small level is assumed. */
const ALMOST_NONE = 0.25;

function shrunk(scale: number): Condition {
  return {
    name: `×${scale}`,
    family: "downscale",
    degrade: async (image) => {
      const [width, height] = [image.width, image.height].map((side) => side - (side % scale));
      const truth = cropPlane(image, 0, 0, { width: width!, height: height! });
      const blurring = blur(bicubicKernel(scale), { boundary: "symmetric" });
      const sampling = decimation(scale, { phase: Math.floor((scale - 1) / 2) });
      const operator = compose(sampling, blurring);
      const small = asFloat(await runOnPlane(truth, (x) => operator.forward(x), "as it is"));
      const how = { scale, noiseLevel: ALMOST_NONE, schedule: "trained" } as const;
      return { truth, plain: resizePlane(small, truth), restore: (session) => session.upscale(small, how) };
    },
  };
}

/** With an unknown border: only the pixels that the measurement covers are compared. */
function blurred(name: string, kernel: BlurKernel, noiseLevel: number): Condition {
  const operator = blur(kernel, { boundary: "valid" });
  const before = (side: number): number => side - 1 - Math.floor(side / 2);
  return {
    name: `${name}, σ = ${noiseLevel}`,
    family: "blur",
    degrade: async (image, i) => {
      const sharp = await runOnPlane(image, (x) => operator.forward(x), "as it is");
      const plain = noisyPlane(sharp, noiseLevel, randomStream(SEED, i, Math.round(100 * noiseLevel)));
      const truth = cropPlane(image, before(kernel.width), before(kernel.height), plain);
      const how = { kernel, noiseLevel, schedule: "trained" } as const;
      return { truth, plain, restore: (session) => session.deblur(asFloat(plain), how) };
    },
  };
}

function asFloat({ data, width, height }: Plane): {
  readonly data: Float32Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
} {
  return { data: Float32Array.from(data), width, height };
}

/** The columns, family by family. */
export const CONDITIONS: readonly Condition[] = [
  noisy(15),
  noisy(50),
  stored(10),
  stored(30),
  stored(70),
  shrunk(2),
  shrunk(3),
  shrunk(4),
  blurred("motion of 15", motionKernel(15, 30), 2.55),
  blurred("motion of 15", motionKernel(15, 30), 7.65),
  blurred("disc of 3", diskKernel(3), 2.55),
  blurred("disc of 3", diskKernel(3), 7.65),
];
