import { linkSync, readFileSync, symlinkSync } from "node:fs";
import { readImage } from "@genericdp/image/node";
import { readModel } from "@genericdp/model";
import { restorer } from "genericdp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "./run-cli.ts";
import { picture, scratch, smallModelFile, withNoise } from "./scratch.ts";

const place = scratch();
afterAll(() => place.remove());
const NOISY = ["denoise", "noisy.png", "--sigma", "15"];
const small = restorer({ inline: true, model: readModel(smallModelFile()) });

beforeAll(async () => {
  place.write("small.genericdp", smallModelFile());
  await place.writePicture("noisy.png", withNoise(picture(60, 48), 15));
});

function meanDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;
}

describe("genericdp denoise", () => {
  const alpha = Float32Array.from({ length: 48 * 36 }, (_, i) => i % 256);
  it.each([
    ["gray.png", picture(48, 36)],
    ["colour.png", picture(48, 36, 3)],
    ["deep.png", picture(48, 36, 3, { bitDepth: 16, alpha })],
    ["gray-alpha.png", picture(48, 36, 1, { alpha })],
    ["photo.jpg", picture(48, 36, 3)],
    ["photo.webp", picture(48, 36, 3, { alpha })],
    ["scan.tiff", picture(48, 36, 1, { bitDepth: 16 })],
    ["photo.avif", picture(48, 36, 3)],
    ["levels.npy", picture(48, 36, 1)],
    ["colours.npy", picture(48, 36, 3)],
  ])("restores %s as the library does, and keeps its properties", async (name, clean) => {
    await place.writePicture(name, withNoise(clean, 15));
    const input = await readImage(place.path(name));
    const args = ["denoise", name, `restored-${name}`, "--sigma", "15", "--model", "small.genericdp"];
    const outcome = await runCli(args, place.folder);
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(outcome.stdout).toMatch(/^\S+ → \S+: 48×36 (gray|colour), noise level 15, [\d.]+ s\n$/);
    const output = await readImage(place.path(`restored-${name}`));
    const { data, alpha: opacity, ...facts } = output;
    const { data: noisy, alpha: opacityBefore, ...factsBefore } = input;
    expect(facts).toEqual(factsBefore);
    if (!name.endsWith(".avif")) expect(opacity).toEqual(opacityBefore);
    const expected = await small.denoise(input, { noiseLevel: 15 });
    // Rounding to the depth of the file; lossy formats change levels more.
    const allowed = /jpg|webp|avif/.test(name) ? 6 : name.endsWith(".npy") ? 1e-4 : 0.5;
    expect(meanDifference(data, expected.data)).toBeLessThan(allowed);
    expect(meanDifference(data, noisy)).toBeGreaterThan(5);
  });

  it("passes the strength and the self-ensemble on to the library", async () => {
    const args = [
      "denoise",
      "noisy.png",
      "strong.npy",
      "--sigma",
      "10",
      "--strength",
      "1.5",
      "--self-ensemble",
    ];
    const { code, stdout } = await runCli([...args, "--model", "small.genericdp"], place.folder);
    expect(code).toBe(0);
    expect(stdout).toContain("noise level 15 at strength 1.5");
    const input = await readImage(place.path("noisy.png"));
    const expected = await small.denoise(input, { noiseLevel: 15, selfEnsemble: true });
    const { data } = await readImage(place.path("strong.npy"));
    expect(meanDifference(data, expected.data)).toBeLessThan(1e-4);
  });

  it("estimates the noise level by default, and prints one JSON object", async () => {
    const args = ["denoise", "noisy.png", "out.png", "--model", "small.genericdp", "--json"];
    const { code, stdout, stderr } = await runCli(args, place.folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const facts: Record<string, unknown> = JSON.parse(stdout);
    expect(stdout.trim().split("\n")).toHaveLength(1);
    expect(facts).toMatchObject({
      input: "noisy.png",
      output: "out.png",
      width: 60,
      height: 48,
      channels: 1,
      bitDepth: 8,
      estimated: true,
      model: "small",
    });
    expect(Math.abs(Number(facts["noiseLevel"]) - 15)).toBeLessThan(3);
    expect(facts["seconds"]).toBeTypeOf("number");
    const text = await runCli(["denoise", "noisy.png", "out.png", "--sigma", "auto"], place.folder);
    expect(text.stdout).toMatch(/ noise level 1\d\.\d+ \(found: luma 1\d\.\d\), /);
  });

  it("uses the bundled model by default", async () => {
    const { stdout } = await runCli([...NOISY, "out.png", "--json"], place.folder);
    expect(JSON.parse(stdout)).toMatchObject({ model: "gray", noiseLevel: 15, estimated: false });
  });

  it("overwrites its input only with --force, under any name", async () => {
    place.write("own.png", readFileSync(place.path("noisy.png")));
    symlinkSync(place.path("own.png"), place.path("symbolic.png"));
    linkSync(place.path("own.png"), place.path("hard.png"));
    for (const output of ["own.png", "./own.png", "symbolic.png", "hard.png"]) {
      const { code, stderr } = await runCli(["denoise", "own.png", output, "--sigma", "15"], place.folder);
      expect(code).toBe(2);
      expect(stderr).toBe(`genericdp: ${output} is both input and output; add --force to replace it\n`);
      expect(readFileSync(place.path("own.png"))).toEqual(readFileSync(place.path("noisy.png")));
    }
    const forced = ["denoise", "own.png", "own.png", "--sigma", "15", "--force"];
    const { code } = await runCli(forced, place.folder);
    expect(code).toBe(0);
    expect(readFileSync(place.path("own.png"))).not.toEqual(readFileSync(place.path("noisy.png")));
  });

  it("overwrites other files", async () => {
    place.write("old.png", "old");
    expect(await runCli([...NOISY, "old.png"], place.folder)).toMatchObject({ code: 0 });
    expect(await readImage(place.path("old.png"))).toMatchObject({ width: 60, height: 48 });
  });

  it("shows a progress bar on a terminal, and clears it", async () => {
    const { stderr } = await runCli(["denoise", "noisy.png", "out.png"], place.folder, { isTTY: true });
    const updates = stderr.split("\r\u001B[K");
    expect(updates[1]).toMatch(/^denoise noisy\.png, noise level 1\d\.\d: \d+ %.* █*░*$/);
    expect(updates.at(-1)).toBe("");
  });

  it("writes nothing when interrupted", async () => {
    const before = place.list();
    const { Interruption } = await import("../src/errors.ts");
    const signal = AbortSignal.abort(new Interruption(130));
    const outcome = await runCli(["denoise", "noisy.png", "never.png"], place.folder, { signal });
    expect(outcome).toEqual({ code: 130, stdout: "", stderr: "genericdp: interrupted\n" });
    expect(place.list()).toEqual(before);
  });
});
