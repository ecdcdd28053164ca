import { readImage } from "@genericdp/image/node";
import { addGaussianNoise, randomStream } from "@genericdp/core";
import { psnr, ssim } from "@genericdp/metrics";
import { readModel } from "@genericdp/model";
import { restorer } from "genericdp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "./run-cli.ts";
import { picture, scratch, smallModelFile } from "./scratch.ts";

const place = scratch();
afterAll(() => place.remove());

beforeAll(async () => {
  place.write("small.genericdp", smallModelFile());
  await place.writePicture("data/b.png", picture(40, 32));
  const colour = picture(33, 35, 3);
  // Black and white, so that some restored levels are outside 0..255.
  const data = colour.data.map((level) => (level > 120 ? 255 : 0));
  await place.writePicture("data/a.png", { ...colour, data });
  place.write("data/notes.txt", "no image");
});

interface Evaluation {
  readonly images: readonly { readonly name: string; readonly scores: readonly Score[] }[];
  readonly mean: readonly Score[];
}

interface Score {
  readonly noiseLevel: number;
  readonly psnr: number;
  readonly ssim: number;
  readonly millisecondsPerMegapixel: number;
}

async function evaluate(...flags: readonly string[]): Promise<Evaluation> {
  const args = ["evaluate", "denoise", "--data", "data", "--model", "small.genericdp", "--json", ...flags];
  const { code, stdout, stderr } = await runCli(args, place.folder);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout.trim().split("\n")).toHaveLength(1);
  return JSON.parse(stdout);
}

function withoutTimes({ images, mean }: Evaluation): unknown {
  const strip = (scores: readonly Score[]): unknown =>
    scores.map((score) => ({ ...score, seconds: 0, millisecondsPerMegapixel: 0 }));
  return { images: images.map((image) => ({ ...image, scores: strip(image.scores) })), mean: strip(mean) };
}

describe("genericdp evaluate denoise", () => {
  it("measures the library on seeded noise, with clipped output and colour converted to gray", async () => {
    const { images } = await evaluate("--sigma", "5,30", "--seed", "3");
    expect(images.map(({ name }) => name)).toEqual(["a.png", "b.png"]);
    const small = restorer({ inline: true, model: readModel(smallModelFile()) });
    for (const [i, { name, scores }] of images.entries()) {
      const { data, width, height, channels } = await readImage(place.path(`data/${name}`));
      const gray = Float32Array.from({ length: width * height }, (_, p) => {
        if (channels === 1) return data[p]!;
        return 0.299 * data[3 * p]! + 0.587 * data[3 * p + 1]! + 0.114 * data[3 * p + 2]!;
      });
      for (const [k, score] of scores.entries()) {
        const noiseLevel = [5, 30][k]!;
        const noisy = addGaussianNoise(gray, noiseLevel, randomStream(3, i, k));
        const restored = await small.denoise({ data: noisy, width, height }, { noiseLevel });
        const clipped = restored.data.map((level) => Math.min(255, Math.max(0, level)));
        expect(score.noiseLevel).toBe(noiseLevel);
        expect(score.psnr).toBeCloseTo(psnr(gray, clipped), 6);
        expect(score.ssim).toBeCloseTo(ssim(gray, clipped, { width, height }), 6);
        expect(score.millisecondsPerMegapixel).toBeGreaterThan(0);
      }
    }
  });

  it("gives the same figures for the same seed, and different ones for another", async () => {
    const first = withoutTimes(await evaluate("--sigma", "15"));
    expect(withoutTimes(await evaluate("--sigma", "15", "--seed", "0"))).toEqual(first);
    expect(withoutTimes(await evaluate("--sigma", "15", "--seed", "1"))).not.toEqual(first);
  });

  it("averages over the images, or only the first ones on request", async () => {
    const { images, mean } = await evaluate("--sigma", "5,15");
    for (const k of [0, 1]) {
      const [a, b] = images.map(({ scores }) => scores[k]!);
      expect(mean[k]!.psnr).toBeCloseTo((a!.psnr + b!.psnr) / 2, 10);
      expect(mean[k]!.ssim).toBeCloseTo((a!.ssim + b!.ssim) / 2, 10);
    }
    const limited = await evaluate("--sigma", "5,15", "--limit", "1");
    expect(limited.images).toHaveLength(1);
    expect(limited.mean[1]!.psnr).toBe(images[0]!.scores[1]!.psnr);
  });

  it("measures a model for low noise levels only", async () => {
    place.write("low.genericdp", smallModelFile(8));
    const { mean } = await evaluate("--sigma", "5", "--model", "low.genericdp");
    expect(mean).toEqual(
      (await evaluate("--sigma", "5")).mean.map((score) => ({
        ...score,
        seconds: expect.any(Number),
        millisecondsPerMegapixel: expect.any(Number),
      })),
    );
  });

  it("prints a table", async () => {
    const args = ["evaluate", "denoise", "--data", "data", "--sigma", "5,15", "--model", "small.genericdp"];
    const { code, stdout, stderr } = await runCli(args, place.folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const figures = "(  +\\d+\\.\\d\\d  \\d\\.\\d{4}){2}";
    const lines = [
      " +σ = 5 +σ = 15",
      "image( +dB +SSIM){2}",
      `a.png${figures}`,
      `b.png${figures}`,
      `mean ${figures}`,
      "ms/MP( +\\d+){2}\n",
    ];
    expect(stdout).toMatch(new RegExp(`^${lines.join("\n")}$`));
  });
});
