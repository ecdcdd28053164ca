import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runCli } from "./run-cli.ts";
import { picture, scratch, smallModelFile, withNoise } from "./scratch.ts";

const place = scratch();
afterAll(() => place.remove());

beforeAll(async () => {
  place.write("small.genericdp", smallModelFile());
  await place.writePicture("noisy.png", withNoise(picture(96, 80, 3), 12));
});

it("info describes a model file", async () => {
  const { code, stdout } = await runCli(["info", "small.genericdp"], place.folder);
  expect(code).toBe(0);
  for (const line of [
    "name  small",
    "noise levels  2 to 40",
    "stages  2",
    "scale 1/1  8 filters of 3×3",
    "reaction  curve through 2 noise levels",
    "gain map  2 filters of 3×3",
    // 2 stages, each 2 · 8 · 9 plus a quarter of 2 · 2 · 9.
    "multiply-adds  0.3 thousand per pixel",
    "training by  hand",
  ]) {
    expect(stdout.replaceAll(/ {3,}/g, "  ").split("\n")).toContain(line);
  }
  const json = await runCli(["info", "small.genericdp", "--json"], place.folder);
  expect(JSON.parse(json.stdout)).toMatchObject({
    file: "small.genericdp",
    name: "small",
    parameters: 2 * (8 * (8 + 31) + 4 + 2 * (8 + 31 + 9)),
    training: { by: "hand" },
    architecture: { stages: 2, noiseRange: { min: 2, max: 40 } },
  });
});

it("info describes the bundled model", async () => {
  const { stdout } = await runCli(["info", "--json"], place.folder);
  expect(JSON.parse(stdout)).toMatchObject({ file: null, name: "gray" });
});

it.each(["gray", "gray-paper", "gray-tiny"])("knows the model %s by name", async (model) => {
  const { stdout } = await runCli(["info", model, "--json"], place.folder);
  expect(JSON.parse(stdout)).toMatchObject({ name: model });
});

it("estimate prints the level of white noise in an image", async () => {
  const args = ["estimate", "noisy.png", "--noise", "gaussian"];
  const text = await runCli(args, place.folder);
  expect(text).toMatchObject({ code: 0, stderr: "", stdout: expect.stringMatching(/^\d+\.\d\d\n$/) });
  expect(Math.abs(Number(text.stdout) - 12)).toBeLessThan(1.5);
  const { stdout } = await runCli([...args, "--json"], place.folder);
  const { noiseLevel, ...rest }: { noiseLevel: number } = JSON.parse(stdout);
  expect(noiseLevel.toFixed(2)).toBe(text.stdout.trim());
  expect(rest).toEqual({ input: "noisy.png", width: 96, height: 80, channels: 3 });
});

it("estimate describes the noise of a photo in one line, as JSON and as a plot", async () => {
  const text = await runCli(["estimate", "noisy.png", "--plot", "noise.svg"], place.folder);
  expect(text).toMatchObject({ code: 0, stderr: "" });
  expect(text.stdout).toMatch(/^luma \d+\.\d, chroma \d+\.\d\n$/);
  const svg = await readFile(join(place.folder, "noise.svg"), "utf8");
  expect(svg).toMatch(/^<svg xmlns="[^"]+" [^]*<\/svg>\s*$/);
  expect(svg).toContain("green–magenta");
  const { stdout } = await runCli(["estimate", "noisy.png", "--json"], place.folder);
  const facts: { noiseLevel: number; planes: { level: number; curve: unknown[] }[] } = JSON.parse(stdout);
  expect(facts.planes).toHaveLength(3);
  expect(text.stdout).toContain(`luma ${facts.noiseLevel.toFixed(1)}, `);
});

it("estimate rejects incompatible options", async () => {
  const outcome = await runCli(
    ["estimate", "noisy.png", "--noise", "gaussian", "--plot", "x.svg"],
    place.folder,
  );
  expect(outcome).toMatchObject({ code: 2, stderr: expect.stringContaining("expected --plot without") });
  const kind = await runCli(["estimate", "noisy.png", "--noise", "pink"], place.folder);
  expect(kind).toMatchObject({ code: 2, stderr: expect.stringContaining("camera") });
});
