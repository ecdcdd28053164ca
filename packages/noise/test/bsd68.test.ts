import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { estimateNoise } from "../src/index.ts";
import { addNoise } from "./gaussian-noise.ts";

const folder = join(process.env["GENERICDP_DATA"] ?? "", "bsd68");
const present = existsSync(folder);

interface GrayImage {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

async function readGray(file: string): Promise<GrayImage> {
  const decoded = await sharp(file).extractChannel(0).raw().toBuffer({ resolveWithObject: true });
  return { pixels: decoded.data, width: decoded.info.width, height: decoded.info.height };
}

describe("estimateNoise on BSD68", () => {
  let images: readonly GrayImage[] = [];

  beforeAll(async () => {
    if (!present) return;
    const files = readdirSync(folder).filter((name) => name.endsWith(".png"));
    images = await Promise.all(files.toSorted().map((name) => readGray(join(folder, name))));
  });

  // Measured mean errors: 0.08, 0.20, 0.23, 0.27.
  const levels = [5, 15, 25, 50];
  it.for(levels)("has a mean error below 0.5 at σ = %i", { timeout: 600_000 }, (noiseLevel, { skip }) => {
    skip(!present, "GENERICDP_DATA names no folder with BSD68");
    expect(images).toHaveLength(68);
    const errors = images.map((image, i) => {
      const noisy = addNoise(image.pixels, noiseLevel, 100 * noiseLevel + i);
      return Math.abs(estimateNoise(noisy, image) - noiseLevel);
    });
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.5);
  });
});
