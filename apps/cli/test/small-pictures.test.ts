import { readImage } from "@genericdp/image/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "./run-cli.ts";
import { picture, scratch, smallModelFile, withNoise } from "./scratch.ts";

const place = scratch();
afterAll(() => place.remove());

beforeAll(async () => {
  place.write("small.genericdp", smallModelFile());
  await place.writePicture("mask.png", {
    ...picture(16, 16),
    data: new Float32Array(256).fill(0, 1).fill(255, 0, 1),
  });
  for (const side of [16, 31]) {
    const icon = withNoise(picture(side, side, 3), 10);
    await place.writePicture(`icon-${side}.png`, {
      ...icon,
      alpha: icon.data.slice(0, side * side).fill(255, 40),
    });
  }
});

const TASKS: readonly (readonly string[])[] = [
  ["denoise"],
  ["deblur", "--kernel", "gaussian:1", "--iterations", "1"],
  ["upscale", "--scale", "2", "--iterations", "1"],
  ["inpaint", "--missing", "mask.png", "--sigma", "auto", "--iterations", "1"],
];

describe("a picture under 32 pixels a side", () => {
  it.each(TASKS)("is restored with a rough noise estimate, with a note: %s", async (command, ...options) => {
    const args = [command!, "icon-16.png", "out.png", ...options, "--model", "small.genericdp"];
    const { code, stderr, stdout } = await runCli(args, place.folder);
    expect(stderr).toBe(
      "genericdp: note: icon-16.png has sides below 32 pixels, " +
        "so its noise level is a rough estimate: see --sigma\n",
    );
    expect(code).toBe(0);
    const level = Number(/noise level ([\d.]+) \((?:estimated|found: .*)\)/.exec(stdout)![1]);
    expect(level).toBeGreaterThan(6);
    expect(level).toBeLessThan(16);
    const { width } = await readImage(place.path("out.png"));
    expect(width).toBe(command === "upscale" ? 32 : 16);
  });

  it("is estimated", async () => {
    const { code, stdout } = await runCli(["estimate", "icon-31.png", "--noise", "gaussian"], place.folder);
    expect(code).toBe(0);
    expect(Math.abs(Number(stdout) - 10)).toBeLessThan(5);
  });

  it("gets the same note as one of many", async () => {
    const args = ["denoise", "icon-16.png", "icon-31.png", "--out-dir", "out", "--model", "small.genericdp"];
    const { code, stderr } = await runCli(args, place.folder);
    expect(code).toBe(0);
    expect(stderr.match(/a rough estimate: see --sigma\n/g)).toHaveLength(2);
  });
});
