import { pixelImage } from "@genericdp/image";
import { encodeImage } from "@genericdp/image/node";
import { blur, compose, decimation, mask } from "@genericdp/operators";
import { describe, expect, it } from "vitest";
import {
  analyseNoise,
  deblock,
  deblur,
  denoise,
  downscaled,
  estimateNoiseLevel,
  examine,
  gaussianKernel,
  inpaint,
  motionKernel,
  restore,
  restorer,
  upscale,
} from "../src/index.ts";
import type { Degradation, InputImage, LevelImage, RestoreSettings, Restorer } from "../src/index.ts";
import { restore as restoreFile } from "../src/node.ts";
import { workerRestorer } from "../src/worker.ts";
import { smallModel } from "./small-model.ts";
import { localWorker, muteWorker } from "./worker/workers.ts";

const [width, height] = [20, 16];
const PIXELS = width * height;

const IMAGES: Readonly<Record<string, InputImage>> = {
  levels: { data: new Float32Array(PIXELS), width, height },
  "RGBA bytes": { data: new Uint8ClampedArray(4 * PIXELS), width, height },
  integers: { data: new Uint16Array(3 * PIXELS), width, height },
  "raw pixels of sharp": { data: new Uint8Array(PIXELS), info: { width, height, channels: 1 } },
};

type Tasks = Pick<
  Restorer,
  "denoise" | "deblur" | "upscale" | "inpaint" | "deblock" | "estimateNoiseLevel" | "analyseNoise" | "examine"
>;
interface Limit {
  readonly maxPixels?: number;
}

const few = { noiseLevel: 10, iterations: 1 };
const CALLS: Readonly<Record<string, (tasks: Tasks, image: InputImage, limit: Limit) => Promise<unknown>>> = {
  denoise: (tasks, image, limit) => tasks.denoise(image, { noiseLevel: 10, ...limit }),
  deblur: (tasks, image, limit) => tasks.deblur(image, { ...few, kernel: motionKernel(3, 0), ...limit }),
  upscale: (tasks, image, limit) => tasks.upscale(image, { ...few, scale: 2, ...limit }),
  inpaint: (tasks, image, limit) =>
    tasks.inpaint(image, { ...few, known: new Uint8Array(PIXELS).fill(1), ...limit }),
  deblock: (tasks, image, limit) => tasks.deblock(image, { iterations: 1, jpegQuality: 50, ...limit }),
  estimateNoiseLevel: (tasks, image, limit) => tasks.estimateNoiseLevel(image, limit),
  analyseNoise: (tasks, image, limit) => tasks.analyseNoise(image, limit),
  examine: (tasks, image, limit) => tasks.examine(image, limit),
};

const model = smallModel();
const functions: Partial<Tasks> = {
  estimateNoiseLevel: async (image, limit) => estimateNoiseLevel(image, limit),
  analyseNoise: async (image, limit) => analyseNoise(image, limit),
  examine: async (image, limit) => examine(image, limit),
};
for (const [name, task] of Object.entries({ denoise, deblur, upscale, inpaint, deblock })) {
  type Call = (image: InputImage, settings: object) => Promise<unknown>;
  const call: Call = (image, settings) => (task as Call)(image, { ...settings, model });
  Object.assign(functions, { [name]: call });
}

/** Every way to the tasks. */
const ENTRIES: Readonly<Record<string, () => Tasks>> = {
  "the functions": () => functions as Tasks,
  "a restorer": () => restorer({ model }),
  "a restorer in this thread": () => restorer({ model, inline: true }),
  "a worker": () => workerRestorer({ worker: localWorker }),
};

const tooLarge = { name: "TooManyPixelsError", code: "too-large" };

describe.each(Object.keys(ENTRIES))("%s", (entry) => {
  it.each(Object.keys(CALLS))("refuses to %s more pixels than allowed", async (name) => {
    const tasks = ENTRIES[entry]!();
    const call = CALLS[name]!;
    const result = name === "upscale" ? 4 * PIXELS : PIXELS;
    for (const image of Object.values(IMAGES)) {
      await expect(call(tasks, image, { maxPixels: PIXELS - 1 })).rejects.toMatchObject(tooLarge);
      await expect(call(tasks, image, { maxPixels: result - 1 })).rejects.toMatchObject(tooLarge);
    }
    await call(tasks, IMAGES["levels"]!, { maxPixels: result });
    await expect(call(tasks, IMAGES["levels"]!, { maxPixels: 0 })).rejects.toThrow(RangeError);
    const text = JSON.parse('{ "maxPixels": "5" }') as Limit;
    await expect(call(tasks, IMAGES["levels"]!, text)).rejects.toThrow(TypeError);
  });

  it("has a limit of 100 megapixels of its own, for images and for results", async () => {
    const tasks = ENTRIES[entry]!();
    // Without the pixels: the size is enough.
    const huge = { data: new Float32Array(1), width: 10_001, height: 10_000 };
    for (const call of Object.values(CALLS)) {
      await expect(call(tasks, huge, {})).rejects.toThrow(
        "image: it has 10001×10000 pixels, 100.01 megapixels; the limit (maxPixels) is 100 megapixels",
      );
    }
    const photo = { data: new Uint8Array(1300 * 1250), width: 1300, height: 1250 };
    await expect(tasks.upscale(photo, { scale: 8 })).rejects.toThrow(
      /^upscale: the result: it has 10400×10000 pixels, 104 megapixels; the limit .* is 100 megapixels$/,
    );
  });
});

/** Operators whose images are larger than their measurements, with the sizes for 300×200 pixels. */
const LARGER: Readonly<Record<string, { of: Degradation; result: readonly [number, number] }>> = {
  "every third pixel": { of: { operator: decimation(3) }, result: [900, 600] },
  "a blur with unknown surroundings": {
    of: { operator: blur(gaussianKernel(2, { size: 9 }), { boundary: "valid" }) },
    result: [308, 208],
  },
  "a downscaling by a fraction": { of: downscaled(2.5), result: [750, 500] },
  "every second pixel of images of one size": {
    of: {
      operator: compose(
        decimation(2),
        mask({ data: new Float32Array(600 * 400).fill(1), width: 600, height: 400 }),
      ),
    },
    result: [600, 400],
  },
};

type RestoreCall = (image: InputImage, of: string, settings: RestoreSettings) => Promise<unknown>;

/** Every way to restore from a degradation of one's own. */
const RESTORES: Readonly<Record<string, () => RestoreCall>> = {
  "the function": () => (image, of, settings) => restore(image, LARGER[of]!.of, { ...settings, model }),
  "a restorer": () => {
    const tasks = restorer({ model });
    return (image, of, settings) => tasks.restore(image, LARGER[of]!.of, settings);
  },
  "a worker": () => {
    const degradations = Object.fromEntries(Object.entries(LARGER).map(([name, { of }]) => [name, () => of]));
    const tasks = workerRestorer({ worker: () => localWorker({ degradations }) });
    return (image, of, settings) => tasks.restore(image, { name: of }, settings);
  },
  "the function for files": () => async (image, of, settings) => {
    const { data, width: columns, height: rows } = image as LevelImage;
    const file = await encodeImage(
      pixelImage({ data: Float32Array.from(data), width: columns, height: rows }),
      {
        format: "png",
      },
    );
    return restoreFile(file, LARGER[of]!.of, { ...settings, model });
  },
};

describe.each(Object.keys(RESTORES))("of restore, by %s,", (entry) => {
  it.each(Object.keys(LARGER))("the result counts before the work: %s", async (of) => {
    const call = RESTORES[entry]!();
    const image: LevelImage = { data: new Float32Array(300 * 200), width: 300, height: 200 };
    const [columns, rows] = LARGER[of]!.result;
    const stop = new AbortController();
    const started = (): void => stop.abort(new Error("started"));
    const settings = { ...few, signal: stop.signal, onNoiseLevel: started };
    await expect(call(image, of, { ...settings, maxPixels: columns * rows - 1 })).rejects.toMatchObject({
      ...tooLarge,
      message: expect.stringContaining(`restore: the result: it has ${columns}×${rows} pixels`),
    });
    await expect(call(image, of, { ...settings, maxPixels: columns * rows })).rejects.toThrow("started");
  });
});

it("the result of restore has a limit of 100 megapixels of its own", async () => {
  const small = { data: new Uint8Array(480 * 400), width: 480, height: 400 };
  await expect(restore(small, { operator: decimation(25) }, { model })).rejects.toThrow(
    /^restore: the result: it has 12000×10000 pixels, 120 megapixels; the limit .* is 100 megapixels$/,
  );
});

it("an image that is too large is not sent to a worker", async () => {
  const worker = muteWorker();
  const photos = workerRestorer({ worker: () => worker });
  const image = { data: new Float32Array(PIXELS), width, height };
  await expect(photos.denoise(image, { maxPixels: 9, transfer: true })).rejects.toMatchObject(tooLarge);
  expect(worker.heard).toEqual([]);
  expect(image.data).toHaveLength(PIXELS);
  photos.dispose();
});
