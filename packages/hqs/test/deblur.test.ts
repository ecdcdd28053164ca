import { wasm } from "@genericdp/backend-wasm";
import { addGaussianNoise, randomStream } from "@genericdp/core";
import type { LinearOperator } from "@genericdp/core";
import { genericDP } from "@genericdp/model";
import { grayModel } from "@genericdp/model/gray";
import { blur, compose, decimation, gaussianKernel, mask, motionKernel } from "@genericdp/operators";
import { memory, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { hqs, paperSchedule } from "../src/index.ts";
import { largestDifference, pixelsOf } from "./dense.ts";
import { withoutProx } from "./small-operators.ts";

beforeAll(() => wasm().activate());

const size = 96;
/** Hills, a disc and stripes: smooth regions, edges and texture. */
const sharp = Float32Array.from({ length: size * size }, (_, i) => {
  const [x, y] = [i % size, Math.floor(i / size)];
  const hills = 40 * Math.sin((2 * Math.PI * x) / size) * Math.cos((4 * Math.PI * y) / size);
  const disc = Math.hypot(x - 34, y - 40) < 20 ? 70 : 0;
  const stripes = x > 60 && y > 52 && (x + y) % 12 < 6 ? -45 : 0;
  return 110 + hills + disc + stripes;
});
const tensor = (pixels: ArrayLike<number>): Tensor4D =>
  tensor4d(Float32Array.from(pixels), [1, size, size, 1]);
const motion = motionKernel(9, 30);

/** PSNR inside a margin, where every operator here measures all pixels. */
function psnr(image: Tensor4D): number {
  const margin = (size - image.shape[1]) / 2;
  const pixels = pixelsOf(image);
  let [sum, count] = [0, 0];
  for (let y = 8; y < size - 8; y++) {
    for (let x = 8; x < size - 8; x++) {
      const value = pixels[(y - margin) * image.shape[2] + x - margin]!;
      sum += (value - sharp[y * size + x]!) ** 2;
      count++;
    }
  }
  return 10 * Math.log10((255 ** 2 * count) / sum);
}

function measure(operator: LinearOperator, noiseLevel: number): Tensor4D {
  const clean = operator.forward(tensor(sharp));
  return tensor4d(
    addGaussianNoise(pixelsOf(clean), noiseLevel, randomStream(1, 100 * noiseLevel)),
    clean.shape,
  );
}

describe("hqs with the bundled gray model", () => {
  it.each([
    ["circular", 0.5, 9],
    ["circular", 2.55, 5],
    ["circular", 10.2, 5],
    ["circular", 25, 7],
    ["valid", 2.55, 5],
    ["symmetric", 2.55, 5],
  ] as const)(
    "removes a %s motion blur with noise of %s: gains more than %s dB",
    async (boundary, noiseLevel, gain) => {
      const denoiser = genericDP(grayModel());
      const operator = blur(motion, { boundary });
      const y = measure(operator, noiseLevel);
      const before = memory().numTensors;
      const restored = await hqs({ operator, denoiser, noiseLevel }).restore(y);
      expect(memory().numTensors).toBe(before + 1);
      expect(psnr(restored) - psnr(y)).toBeGreaterThan(gain);
      denoiser.dispose();
    },
  );

  it("gives the same result with and without the closed form of a blur", async () => {
    const denoiser = genericDP(grayModel());
    const operator = blur(motion, { boundary: "circular" });
    const y = measure(operator, 2.55);
    const few = { denoiser, noiseLevel: 2.55, iterations: 4 };
    const closed = await hqs({ ...few, operator }).restore(y);
    const options = { ...few, operator: withoutProx(operator) };
    const iterative = await hqs({ ...options, tolerance: 1e-6, innerIterations: 400 }).restore(y);
    const standard = await hqs(options).restore(y);
    expect(largestDifference(pixelsOf(iterative), pixelsOf(closed))).toBeLessThan(1);
    expect(Math.abs(psnr(standard) - psnr(closed))).toBeLessThan(0.1);
    denoiser.dispose();
  });

  it("fills in two thirds of the pixels, hidden by a mask", async () => {
    const denoiser = genericDP(grayModel());
    const random = randomStream(2);
    const data = Float32Array.from({ length: size * size }, () => (random.uniform() < 1 / 3 ? 1 : 0));
    const operator = mask({ height: size, width: size, data });
    const restored = await hqs({ operator, denoiser, noiseLevel: 2.55 }).restore(measure(operator, 2.55));
    expect(psnr(restored)).toBeGreaterThan(29);
    denoiser.dispose();
  });

  it("enlarges an image by 2, better than its start", async () => {
    const denoiser = genericDP(grayModel());
    const operator = compose(decimation(2), blur(gaussianKernel(1.2), { boundary: "circular" }));
    const y = measure(operator, 1);
    let start = 0;
    for await (const { estimate } of hqs({ operator, denoiser, noiseLevel: 1 }).iterate(y)) {
      start = psnr(estimate);
      break;
    }
    const restored = await hqs({ operator, denoiser, noiseLevel: 1 }).restore(y);
    expect(psnr(restored)).toBeGreaterThan(start + 2);
    denoiser.dispose();
  });

  it("runs the paper's schedule on the model's diffusion terms", async () => {
    const denoiser = genericDP(grayModel());
    const operator = blur(motion, { boundary: "circular" });
    const y = measure(operator, 2.55);
    const solver = hqs({ operator, denoiser, schedule: paperSchedule(), noiseLevel: 2.55 });
    const restored = await solver.restore(y);
    expect(psnr(restored) - psnr(y)).toBeGreaterThan(4);
    denoiser.dispose();
  });
});
