import { readFileSync } from "node:fs";

interface GoldenNumbers {
  readonly width: number;
  readonly height: number;
  readonly peak: number;
  readonly strength: number;
  readonly mse: number;
  readonly psnr: number;
  readonly ssim: number;
}

export interface GoldenCase extends GoldenNumbers {
  readonly reference: Float64Array;
  readonly estimate: Float64Array;
}

const file = new URL("./psnr-ssim.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(file, "utf8")) as { cases: readonly GoldenNumbers[] };

/**
 * The cases of psnr-ssim.json with their images, which make_golden.py generates with the same integer
 * arithmetic.
 */
export const goldenCases: readonly GoldenCase[] = cases.map((golden) => {
  const { width, height, strength } = golden;
  const reference = new Float64Array(width * height);
  const estimate = new Float64Array(width * height);
  const scale = golden.peak / 255;
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const wave = Math.abs(((7 * i + 3 * j) % 64) - 32);
      const edge = (2 * i + j) % 29 > 14 ? 300 : 0;
      const level = (200 + 6 * wave + edge + 3 * j) % 1021;
      const hashed = ((7919 * (i + 1) * (j + 3) + 104729 * i + 1299709 * (j * j)) % 2048) - 1024;
      reference[i * width + j] = (level / 4) * scale;
      estimate[i * width + j] = ((level + Math.floor((strength * hashed) / 256)) / 4) * scale;
    }
  }
  return { ...golden, reference, estimate };
});
