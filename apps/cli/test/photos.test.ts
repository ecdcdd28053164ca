import { randomStream } from "@genericdp/core";
import type { PixelImage } from "@genericdp/image";
import { readImage } from "@genericdp/image/node";
import { psnr } from "@genericdp/metrics";
import { drawCamera, simulateCameraNoise } from "@genericdp/noise";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runCli } from "./run-cli.ts";
import { picture, scratch } from "./scratch.ts";

const place = scratch();
const clean = picture(128, 112, 3);
const bytes = (image: PixelImage): Float32Array =>
  image.data.map((level) => Math.round(Math.min(255, Math.max(0, level))));
afterAll(() => place.remove());

beforeAll(async () => {
  for (const name of ["a", "b"]) {
    const camera = { ...drawCamera(randomStream(4)), shot: 0.006, jpeg: undefined };
    const data = simulateCameraNoise(clean, randomStream(name.charCodeAt(0)), camera);
    await place.writePicture(`pairs/${name}_real.png`, { ...clean, data });
    await place.writePicture(`pairs/${name}_mean.png`, clean);
  }
  await place.writePicture("pairs/alone_real.png", clean);
});

interface Facts {
  readonly images: readonly {
    readonly name: string;
    readonly found: string;
    readonly scores: readonly { readonly psnr: number; readonly baseline: { readonly psnr: number } }[];
  }[];
  readonly mean: readonly { readonly psnr: number }[];
}

it("evaluate photos compares photos with their clean versions, before and after", async () => {
  const args = ["evaluate", "photos", "--data", "pairs", "--sigma", "auto,6,12", "--model", "gray-tiny"];
  const { code, stdout } = await runCli([...args, "--json"], place.folder);
  expect(code).toBe(0);
  const { images: photos, mean }: Facts = JSON.parse(stdout);
  expect(photos.map(({ name }) => name)).toEqual(["a_mean.png", "b_mean.png"]);
  for (const { name, found, scores } of photos) {
    const [noisy, truth] = [
      await readImage(place.path(`pairs/${name.replace("mean", "real")}`)),
      await readImage(place.path(`pairs/${name}`)),
    ];
    for (const { baseline } of scores) expect(baseline.psnr).toBeCloseTo(psnr(truth.data, noisy.data), 6);
    expect(found).toMatch(/^luma \d+\.\d, chroma \d+\.\d/);
    expect(scores).toHaveLength(3);
  }
  const average = (of: (scores: Facts["images"][0]["scores"]) => number): number =>
    photos.reduce((sum, { scores }) => sum + of(scores), 0) / photos.length;
  expect(mean[2]!.psnr).toBeCloseTo(
    average((scores) => scores[2]!.psnr),
    9,
  );
  const text = await runCli([...args, "--limit", "1"], place.folder);
  const rows = text.stdout.split("\n");
  expect(rows[1]).toMatch(/^image +input +dB +SSIM +input/);
  expect(rows[2]).toMatch(/^a_mean\.png .* {2}luma \d/);
  const [first] = photos;
  const best = Math.max(first!.scores[1]!.psnr, first!.scores[2]!.psnr);
  expect(text.stdout).toContain(`best of these levels for each image: ${best.toFixed(2)} dB\n`);
});

it("evaluate photos rejects a folder without pairs", async () => {
  await place.writePicture("single/x_real.png", clean);
  const outcome = await runCli(["evaluate", "photos", "--data", "single"], place.folder);
  expect(outcome).toMatchObject({ code: 2, stdout: "" });
  expect(outcome.stderr).toContain("expected pairs of images NAME_real and NAME_mean");
});

it("denoise reports the noise it found, and leaves a clean picture unchanged", async () => {
  const noisy = await runCli(["denoise", "pairs/a_real.png", "a.png", "--model", "gray-tiny"], place.folder);
  expect(noisy.stdout).toMatch(/colour, noise level \d+\.\d+ \(found: luma \d+\.\d, chroma \d+\.\d.*\), /);
  const flat = { ...clean, data: clean.data.map((_, i) => 40 + Math.floor(i / 3 / 128)) };
  await place.writePicture("flat.png", flat);
  const { stderr } = await runCli(["denoise", "flat.png", "same.png", "--model", "gray-tiny"], place.folder);
  expect(stderr).toContain("has little noise");
  expect(stderr).toContain("try --sigma 5");
  expect((await readImage(place.path("same.png"))).data).toEqual(bytes(flat));
});

it("denoise accepts separate strengths for luma and chroma", async () => {
  const args = ["denoise", "pairs/a_real.png", "b.png", "--model", "gray-tiny", "--json", "--sigma", "8"];
  const { stdout } = await runCli([...args, "--strength", "0.5", "--chroma-strength", "2"], place.folder);
  expect(JSON.parse(stdout)).toMatchObject({ noiseLevel: 4, levels: [4, 16, 16], estimated: false });
  const outcome = await runCli([...args, "--chroma-strength", "9"], place.folder);
  expect(outcome).toMatchObject({ code: 2, stderr: expect.stringContaining("72") });
});
