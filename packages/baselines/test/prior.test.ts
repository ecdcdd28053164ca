import "@tensorflow/tfjs-backend-cpu";
import { addGaussianNoise, randomStream } from "@genericdp/core";
import type { Denoiser } from "@genericdp/core";
import { hqs } from "@genericdp/hqs";
import { psnr } from "@genericdp/metrics";
import { blur, motionKernel } from "@genericdp/operators";
import { setBackend, tensor4d } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { epllStep } from "../src/epll.ts";
import { bm3d, foe, totalGeneralizedVariation, totalVariation } from "../src/index.ts";
import { testImage } from "./test-image.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

const [height, width, noiseLevel] = [48, 56, 2];
const shape: [number, number, number, number] = [1, height, width, 1];
const clean = testImage(height, width);
const operator = blur(motionKernel(7, 20), { boundary: "circular" });

/** PSNR of the blurred, noisy image and of the result of HQS. */
async function deblur(denoiser: Denoiser): Promise<{ before: number; after: number }> {
  const blurred = await operator.forward(tensor4d(clean, shape)).data();
  const y = addGaussianNoise(blurred, noiseLevel, randomStream(1));
  const restored = await hqs({ operator, denoiser, noiseLevel }).restore(tensor4d(y, shape));
  return { before: psnr(clean, y), after: psnr(clean, (await restored.data()) as Float32Array) };
}

/** A prior that does nothing, to show the effect of the data step alone. */
const identity: Denoiser = { name: "none", noiseRange: { min: 0.1, max: 100 }, denoise: (x) => x.clone() };

describe("as priors for half-quadratic splitting", () => {
  it.each([
    ["BM3D", bm3d()],
    ["EPLL", epllStep()],
    ["FoE", foe()],
    ["TV", totalVariation()],
    ["TGV", totalGeneralizedVariation()],
  ])("%s deblurs", async (_, denoiser) => {
    const { before, after } = await deblur(denoiser);
    const { after: without } = await deblur(identity);
    expect(after).toBeGreaterThan(before + 6);
    expect(after).toBeGreaterThan(without + 3);
  });
});
