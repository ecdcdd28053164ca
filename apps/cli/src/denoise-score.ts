import { psnr, ssim } from "@genericdp/metrics";
import type { Restorer } from "genericdp";
import { explain } from "./errors.ts";
import type { NamedGrayImage } from "./gray-folder.ts";

/** How well an image was restored. */
export interface DenoiseScore {
  readonly noiseLevel: number;
  /** In dB. */
  readonly psnr: number;
  readonly ssim: number;
  readonly millisecondsPerMegapixel: number;
}

export interface DenoiseTask {
  readonly image: NamedGrayImage;
  /** The image with noise of standard deviation `noiseLevel`. */
  readonly noisy: Float32Array;
  readonly noiseLevel: number;
  readonly selfEnsemble: boolean;
  readonly signal: AbortSignal;
}

/** Restores the noisy image, clips it to 0..255 and compares it with the clean one. */
export async function scoreDenoising(restorer: Restorer, task: DenoiseTask): Promise<DenoiseScore> {
  const {
    image: { name, data, width, height },
    noisy,
    noiseLevel,
    selfEnsemble,
    signal,
  } = task;
  const start = performance.now();
  const restored = await restorer.denoise(
    { data: noisy, width, height },
    { noiseLevel, selfEnsemble, signal },
  );
  const milliseconds = performance.now() - start;
  const clipped = restored.data.map((level) => Math.min(255, Math.max(0, level)));
  try {
    return {
      noiseLevel,
      psnr: psnr(data, clipped),
      ssim: ssim(data, clipped, { width, height }),
      millisecondsPerMegapixel: milliseconds / ((width * height) / 1e6),
    };
  } catch (cause) {
    throw new Error(`cannot evaluate ${name}: ${explain(cause)}`, { cause });
  }
}

/** The mean of every figure; the PSNR of a set is the mean of its images' PSNRs. */
export function meanScore(noiseLevel: number, scores: readonly DenoiseScore[]): DenoiseScore {
  const mean = (value: (score: DenoiseScore) => number): number =>
    scores.reduce((sum, score) => sum + value(score), 0) / scores.length;
  return {
    noiseLevel,
    psnr: mean((score) => score.psnr),
    ssim: mean((score) => score.ssim),
    millisecondsPerMegapixel: mean((score) => score.millisecondsPerMegapixel),
  };
}
