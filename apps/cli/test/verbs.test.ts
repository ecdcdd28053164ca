import { mkdirSync, symlinkSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readImage } from "@genericdp/image/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { VERBS } from "../src/verbs.ts";
import { runCli } from "./run-cli.ts";
import type { Outcome } from "./run-cli.ts";
import { picture, scratch, smallModelFile } from "./scratch.ts";

const place = scratch();
afterAll(() => place.remove());
const run = (...args: string[]): Promise<Outcome> => runCli(args, place.folder);
const clean = picture(40, 36, 1);
const MODEL = ["--model", "small.genericdp"];

/** Halves the brightness and crops 3 pixels on the left. Has its own noise level and schedule. */
const DARK = `
import { mul } from "@tensorflow/tfjs-core";
export const degradation = ({ level = 4 }) => ({
  operator: {
    name: "dark",
    outputShape: (shape) => shape,
    forward: (x) => mul(x, 0.5),
    adjoint: (y) => mul(y, 0.5),
  },
  noise: { level },
  schedule: { iterations: 2 },
  border: { crop: { top: 0, right: 0, bottom: 0, left: 3 } },
});
`;

/** Moves every level nine tenths of the way to 100, asynchronously. */
const PULL = `
import { add, mul } from "@tensorflow/tfjs-core";
export const denoiser = ({ to = 100 }) => ({
  name: "pull",
  noiseRange: { min: 1, max: 30 },
  denoise: async (x) => add(mul(x, 0.1), 0.9 * to),
});
`;

beforeAll(async () => {
  await place.writePicture("clean.npy", clean);
  place.write("small.genericdp", smallModelFile());
  place.write("dark.mjs", DARK);
  place.write("pull.mjs", PULL);
  place.write("none.mjs", "export const denoiser = () => ({ name: 'none', denoise: (x) => x });");
  mkdirSync(place.path("node_modules/@tensorflow"), { recursive: true });
  const tensors = fileURLToPath(new URL("../node_modules/@tensorflow/tfjs-core", import.meta.url));
  symlinkSync(tensors, place.path("node_modules/@tensorflow/tfjs-core"));
});

it("every verb of the table is a command with its own options and examples", async () => {
  for (const { name, options = [], examples, onlyNoise = false } of VERBS) {
    const { stdout } = await run(name, "--help");
    for (const { long, hidden } of options) expect(stdout.includes(`${long} `)).toBe(!hidden);
    expect(stdout.includes("--iterations")).toBe(!onlyNoise);
    for (const [call] of examples) expect(stdout).toContain(`genericdp ${call}`);
  }
});

describe("a mask", () => {
  beforeAll(async () => {
    const holes = clean.data.map((_, i) => (i % 5 === 0 ? 255 : 0));
    await place.writePicture("missing.png", { ...clean, data: holes });
    await place.writePicture("known.png", { ...clean, data: holes.map((level) => 255 - level) });
  });

  it("accepts the missing or the known pixels, with the same result", async () => {
    expect((await run("inpaint", "clean.npy", "a.npy", "--missing", "missing.png", ...MODEL)).code).toBe(0);
    expect((await run("inpaint", "clean.npy", "b.npy", "--known", "known.png", ...MODEL)).code).toBe(0);
    const [a, b] = await Promise.all(["a.npy", "b.npy"].map((name) => readImage(place.path(name))));
    expect(a!.data).toEqual(b!.data);
    a!.data.forEach((level, i) => {
      if (i % 5 !== 0) expect(level).toBe(clean.data[i]);
    });
  });

  it.each<[string[], string]>([
    [["--mask", "missing.png"], "--mask is now called --missing (bright where pixels are missing"],
    [[], "expected --missing FILE or --known FILE"],
    [["--missing", "missing.png", "--known", "known.png"], "cannot be used with"],
  ])("%j is rejected", async (args, message) => {
    const { code, stderr } = await run("inpaint", "clean.npy", "no.npy", ...args, ...MODEL);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe("deblock", () => {
  const few = ["--iterations", "1", ...MODEL];
  beforeAll(async () => {
    await place.writePicture("blocks.jpg", clean);
    const { data } = await readImage(place.path("blocks.jpg"));
    await place.writePicture("blocks.png", { ...clean, data });
  });

  it("uses the tables in the file, or a given quality", async () => {
    const { code, stdout, stderr } = await run("deblock", "blocks.jpg", "f.npy", ...few);
    expect(code).toBe(0);
    expect(stderr).toContain("note: blocks.jpg was saved as JPEG of quality 90");
    expect(stdout).toMatch(/^blocks.jpg → f.npy: 40×36 gray, \d+\.\d s\n$/);
    const rough = await run("deblock", "blocks.png", "g.npy", "--jpeg-quality", "10", ...few);
    expect(rough.code).toBe(0);
    const [from, f, g] = await Promise.all(
      ["blocks.png", "f.npy", "g.npy"].map(async (name) => (await readImage(place.path(name))).data),
    );
    const change = (to: Float32Array): number =>
      Math.max(...to.map((level, i) => Math.abs(level - from![i]!)));
    expect(change(f!)).toBeGreaterThan(0.1);
    expect(change(g!)).toBeGreaterThan(2 * change(f!));
  });

  it.each<[string[], string]>([
    [["clean.npy", "no.npy"], "expected --jpeg-quality: clean.npy is not a JPEG and shows no traces of one"],
    [["blocks.jpg", "no.npy", "--jpeg-quality", "0"], "expected --jpeg-quality to be"],
  ])("%j is rejected", async (args, message) => {
    const { code, stderr } = await run("deblock", ...args, ...MODEL);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe("a plugin that exports a degradation", () => {
  it("has its noise level, schedule and border respected", async () => {
    const told = await run("restore", "clean.npy", "c.npy", "--plugin", "dark.mjs", "--json", ...MODEL);
    expect(JSON.parse(told.stdout)).toMatchObject({ width: 37, height: 36, noiseLevel: 4, estimated: false });
    const args = ["restore", "clean.npy", "d.npy", "--plugin", "dark.mjs", "--plugin-option", "level=2"];
    expect(JSON.parse((await run(...args, "--json", ...MODEL)).stdout)).toMatchObject({ noiseLevel: 2 });
    const again = await run(...args, "--iterations", "2", "--sigma", "2", ...MODEL);
    expect(again.code).toBe(0);
    await run("restore", "clean.npy", "e.npy", "--plugin", "dark.mjs", "--iterations", "3", ...MODEL);
    const [c, e] = await Promise.all(["c.npy", "e.npy"].map((name) => readImage(place.path(name))));
    expect(c!.data).not.toEqual(e!.data);
  });

  it("is measured by evaluate restore", async () => {
    await place.writePicture("photos/one.png", clean);
    const args = ["--data", "photos", "--plugin", "dark.mjs", "--sigma", "2,4", "--json", ...MODEL];
    const { stdout, stderr } = await run("evaluate", "restore", ...args);
    expect(stderr).toBe("");
    const { task, mean } = JSON.parse(stdout) as { task: string; mean: { psnr: number }[] };
    expect(task).toBe("restore");
    expect(mean).toHaveLength(2);
    // The brightness is restored; the dark picture itself is at about 10 dB.
    expect(mean[0]!.psnr).toBeGreaterThan(20);
  });
});

describe("--denoiser", () => {
  it("replaces a model in restore, evaluate and bench", async () => {
    const options = ["--denoiser", "pull.mjs", "--denoiser-option", "to=50"];
    const told = await run("denoise", "clean.npy", "f.npy", "--sigma", "5", "--json", ...options);
    expect(JSON.parse(told.stdout)).toMatchObject({ model: "pull", noiseLevel: 5 });
    const { data } = await readImage(place.path("f.npy"));
    data.forEach((level, i) => expect(level).toBeCloseTo(0.1 * clean.data[i]! + 45, 2));
    const args = ["--data", "photos", "--sigma", "5", "--json", ...options];
    expect(JSON.parse((await run("evaluate", "denoise", ...args)).stdout)).toMatchObject({ model: "pull" });
    const speed = await run(
      "bench",
      "--sizes",
      "32",
      "--backend",
      "wasm",
      "--threads",
      "1",
      "--json",
      ...options,
    );
    expect(JSON.parse(speed.stdout)).toMatchObject({ model: "pull" });
  });

  it.each<[string[], number, string]>([
    [["--denoiser", "none.mjs", "--sigma", "5"], 1, "none.mjs: expected a denoiser"],
    [
      ["--denoiser", "dark.mjs", "--sigma", "5"],
      1,
      "expected an export denoiser(options), got only degradation",
    ],
    [["--denoiser", "pull.mjs", "--sigma", "31"], 2, "expected --sigma from 1 to 30"],
    [["--denoiser", "pull.mjs", ...MODEL], 2, "cannot be used with"],
  ])("%j is rejected", async (args, code, message) => {
    const outcome = await run("denoise", "clean.npy", "no.npy", ...args);
    expect(outcome).toMatchObject({ code });
    expect(outcome.stderr).toContain(message);
  });
});
