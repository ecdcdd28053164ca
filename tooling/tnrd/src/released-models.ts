import { existsSync, readFileSync, readdirSync } from "node:fs";
import { addGaussianNoise, randomStream } from "@genericdp/core";
import { readImage } from "@genericdp/image/node";
import { psnr, ssim } from "@genericdp/metrics";
import { genericDP } from "@genericdp/model";
import type { Model } from "@genericdp/model";
import { tensor4d } from "@tensorflow/tfjs-core";
import { readTnrdModel } from "./read-tnrd-model.ts";

/** The data folder, which is not part of the project. */
export const DATA: string = process.env["GENERICDP_DATA"] ?? "";

/** PSNR in dB of the released models on BSD68, measured with an independent float32 implementation. */
export const PUBLISHED: Readonly<Record<string, number>> = {
  denoise_7x7_t8_s15: 31.43,
  denoise_7x7_t8_s25: 28.946,
  denoise_7x7_t8_s50: 26.009,
  denoise_7x7_t5_s25: 28.915,
  denoise_5x5_t5_s25: 28.783,
  denoise_7x7_t5_s5: 37.73,
};

export function hasReleasedModels(): boolean {
  return existsSync(`${DATA}/tnrd_models`) && existsSync(`${DATA}/bsd68`);
}

export function readReleasedModel(name: string): Model {
  const header = JSON.parse(readFileSync(`${DATA}/tnrd_models/${name}.json`, "utf8"));
  const bytes = readFileSync(`${DATA}/tnrd_models/${name}.f32`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
  return readTnrdModel(header, numbers);
}

/**
 * Mean PSNR (dB) and SSIM on BSD68 of a model for a single noise level, on the active backend. The noise is
 * not clipped, the output is.
 */
export async function measureOnBsd68(model: Model): Promise<{ psnr: number; ssim: number }> {
  const noiseLevel = model.architecture.noiseRange.min;
  const denoiser = genericDP(model);
  const files = readdirSync(`${DATA}/bsd68`)
    .filter((file) => file.endsWith(".png"))
    .toSorted();
  let [psnrs, ssims] = [0, 0];
  for (const [i, file] of files.entries()) {
    const { data, width, height } = await readImage(`${DATA}/bsd68/${file}`);
    const noisy = tensor4d(addGaussianNoise(data, noiseLevel, randomStream(1, i)), [1, height, width, 1]);
    const restored = denoiser.denoise(noisy, { noiseLevel });
    const estimate = (await restored.data<"float32">()).map((level) => Math.min(255, Math.max(0, level)));
    noisy.dispose();
    restored.dispose();
    psnrs += psnr(data, estimate) / files.length;
    ssims += ssim(data, estimate, { width, height }) / files.length;
  }
  denoiser.dispose();
  return { psnr: psnrs, ssim: ssims };
}
