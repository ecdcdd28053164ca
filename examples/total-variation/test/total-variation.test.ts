import "@tensorflow/tfjs-backend-cpu";
import { addGaussianNoise, randomStream } from "@genericdp/core";
import { describeDenoiser } from "@genericdp/testing";
import { setBackend, tensor4d } from "@tensorflow/tfjs-core";
import { gaussianKernel, restorer } from "genericdp";
import { beforeAll, describe, expect, it } from "vitest";
import { denoiser, totalVariation } from "../src/index.ts";

beforeAll(() => setBackend("cpu"));

describeDenoiser("total variation", () => totalVariation());

const [width, height] = [40, 32];
/** Discs on a uniform background: ideal for total variation. */
const clean = Float32Array.from({ length: width * height }, (_, i) => {
  const [x, y] = [i % width, Math.floor(i / width)];
  return (x - 14) ** 2 + (y - 14) ** 2 < 80 ? 180 : (x - 30) ** 2 + (y - 20) ** 2 < 40 ? 60 : 110;
});
const noisy = new Float32Array(addGaussianNoise(clean, 15, randomStream(1)));
const rms = (a: ArrayLike<number>): number =>
  Math.sqrt(clean.reduce((sum, level, i) => sum + (level - a[i]!) ** 2, 0) / clean.length);

describe("total variation", () => {
  it("comes closer to the minimiser with every ten steps", () => {
    const energy = (iterations: number): number => {
      const f = tensor4d(noisy, [1, height, width, 1]);
      const u = totalVariation({ iterations }).denoise(f, { noiseLevel: 15 }).dataSync<"float32">();
      const at = (x: number, y: number): number => u[y * width + x]!;
      const lambda = 0.25 * 15 ** 1.33;
      return u.reduce((sum, level, i) => {
        const [x, y] = [i % width, Math.floor(i / width)];
        const across = x + 1 < width ? at(x + 1, y) - level : 0;
        const down = y + 1 < height ? at(x, y + 1) - level : 0;
        return sum + (level - noisy[i]!) ** 2 / 2 + lambda * Math.hypot(across, down);
      }, 0);
    };
    const energies = [1, 10, 20, 40, 80].map(energy);
    for (const [i, value] of energies.entries()) {
      if (i > 0) expect(value).toBeLessThan(energies[i - 1]!);
    }
    expect(energies[3]! - energies[4]!).toBeLessThan(0.01 * (energies[0]! - energies[4]!));
  });

  it("works as a prior for every task of genericdp", async () => {
    const session = restorer({ denoiser: totalVariation() });
    const image = { data: noisy, width, height };
    const denoised = await session.denoise(image, { noiseLevel: 15 });
    expect(rms(denoised.data)).toBeLessThan(0.4 * rms(noisy));
    const known = Uint8Array.from(clean, (_, i) => (i % 3 === 0 ? 0 : 1));
    const holed = { ...image, data: clean.map((level, i) => level * known[i]!) };
    const filled = await session.inpaint(holed, { known });
    expect(rms(filled.data)).toBeLessThan(6);
    const kernel = gaussianKernel(1, { size: 5 });
    const sharp = await session.deblur({ ...image, data: clean }, { kernel, noiseLevel: 3, iterations: 4 });
    expect(sharp.data).toHaveLength(width * height);
    session.dispose();
  });
});

describe("denoiser", () => {
  it("accepts the options of the command line and rejects invalid ones", () => {
    expect(denoiser({ iterations: 3 }).name).toBe("total variation");
    expect(() => denoiser({ steps: 3 })).toThrow("expected no option but iterations, got steps");
    expect(() => denoiser({ iterations: "3" })).toThrow('expected iterations to be a number, got "3"');
    expect(() => denoiser({ iterations: 0 })).toThrow("expected a whole number of iterations ≥ 1, got 0");
  });
});
