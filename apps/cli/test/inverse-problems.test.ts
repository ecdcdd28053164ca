import { readImage } from "@genericdp/image/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "./run-cli.ts";
import type { Outcome } from "./run-cli.ts";
import { picture, scratch, smallModelFile } from "./scratch.ts";

const place = scratch();
afterAll(() => place.remove());
const clean = picture(52, 44, 3);

beforeAll(async () => {
  place.write("small.genericdp", smallModelFile());
  await place.writePicture("clean.png", clean);
});

const run = (...args: string[]): Promise<Outcome> => runCli(args, place.folder);
const MODEL = ["--model", "small.genericdp"];

async function error(name: string, truth: Float32Array): Promise<number> {
  const { data } = await readImage(place.path(name));
  expect(data).toHaveLength(truth.length);
  return Math.sqrt(data.reduce((sum, value, i) => sum + (value - truth[i]!) ** 2, 0) / truth.length);
}

/** The middle of the clean picture. */
function middle(width: number, height: number): Float32Array {
  const [left, top] = [(clean.width - width) / 2, (clean.height - height) / 2];
  return clean.data.filter((_, i) => {
    const [x, y] = [Math.floor(i / 3) % clean.width, Math.floor(i / 3 / clean.width)];
    return x >= left && x < left + width && y >= top && y < top + height;
  });
}

describe("genericdp degrade", () => {
  it("adds seeded noise, and .npy is neither clipped nor rounded", async () => {
    const noise = ["--sigma", "80", "--seed"];
    expect(await run("degrade", "clean.png", "a.npy", ...noise, "3")).toMatchObject({
      code: 0,
      stdout: "clean.png → a.npy: 52×44, noise level 80\n",
    });
    await run("degrade", "clean.png", "b.npy", ...noise, "3");
    await run("degrade", "clean.png", "c.npy", ...noise, "4");
    const [a, b, c] = await Promise.all(["a.npy", "b.npy", "c.npy"].map((n) => readImage(place.path(n))));
    expect(a!.data).toEqual(b!.data);
    expect(a!.data).not.toEqual(c!.data);
    expect(Math.min(...a!.data)).toBeLessThan(0);
    expect(Math.abs((await error("a.npy", clean.data)) - 80)).toBeLessThan(4);
  });

  it("crops the rows and columns left over by downscaling", async () => {
    const { stdout } = await run("degrade", "clean.png", "third.png", "--decimate", "3");
    expect(stdout).toBe("clean.png → third.png: 17×14, noise level 0\n");
  });

  it("reads a kernel from an image, whose levels are the weights", async () => {
    await place.writePicture("dot.png", {
      ...picture(3, 3),
      data: Float32Array.of(0, 0, 0, 0, 9, 0, 0, 0, 0),
    });
    await run("degrade", "clean.png", "same.npy", "--kernel", "dot.png");
    const { data } = await readImage(place.path("clean.png"));
    expect(await error("same.npy", data)).toBeLessThan(1e-3);
  });
});

describe("genericdp deblur", () => {
  it.each(["circular", "symmetric", "replicate", "valid"])("undoes a blur, %s", async (boundary) => {
    const blur = ["--kernel", "gaussian:1.2", "--boundary", boundary];
    await run("degrade", "clean.png", `${boundary}.npy`, ...blur, "--sigma", "2");
    const outcome = await run("deblur", `${boundary}.npy`, `sharp-${boundary}.npy`, ...blur, "--sigma", "2");
    const size = boundary === "valid" ? "44×36" : "52×44";
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(outcome.stdout).toContain(`${size} colour, noise level 2, `);
    const truth = boundary === "valid" ? middle(44, 36) : clean.data;
    const [before, after] = [
      await error(`${boundary}.npy`, truth),
      await error(`sharp-${boundary}.npy`, truth),
    ];
    expect(after).toBeLessThan(0.8 * before);
  });

  it("runs the paper's schedule on request", async () => {
    const args = ["--kernel", "gaussian:1.2", "--boundary", "circular", "--sigma", "2", ...MODEL];
    const paper = await run(
      "deblur",
      "circular.npy",
      "paper.npy",
      ...args,
      "--schedule",
      "paper",
      "--iterations",
      "2",
    );
    expect(paper.code).toBe(0);
    expect(await error("paper.npy", clean.data)).toBeLessThan(await error("circular.npy", clean.data));
    const more = await run(
      "deblur",
      "circular.npy",
      "no.npy",
      ...args,
      "--schedule",
      "paper",
      "--iterations",
      "3",
    );
    expect(more).toMatchObject({ code: 1 });
    expect(more.stderr).toContain("at most as many iterations as the prior has stages, 2, got 3");
  });
});

it("genericdp upscale restores what downscaling removed", async () => {
  await run("degrade", "clean.png", "half.npy", "--kernel", "gaussian:0.8", "--decimate", "2");
  const args = ["--scale", "2", "--kernel", "gaussian:0.8", "--sigma", "0.5", ...MODEL];
  const { stdout } = await run("upscale", "half.npy", "double.npy", ...args);
  expect(stdout).toContain("52×44 colour");
  expect(await error("double.npy", clean.data)).toBeLessThan(8);
});

it.each([
  [
    ["--scale", "1.5"],
    [78, 66],
  ],
  [
    ["--width", "100"],
    [100, 85],
  ],
  [
    ["--height", "60"],
    [71, 60],
  ],
] as const)("genericdp upscale %j makes %j", async (flags, [width, height]) => {
  const { stdout } = await run("upscale", "clean.png", "larger.npy", ...flags, "--sigma", "1", ...MODEL);
  expect(stdout).toContain(`${width}×${height} colour`);
});

it("genericdp inpaint fills in the pixels that are bright in the mask", async () => {
  const holes = Float32Array.from({ length: 52 * 44 }, (_, i) => (i % 5 === 0 ? 255 : 0));
  await place.writePicture("mask.png", { ...picture(52, 44), data: holes });
  const holed = clean.data.map((value, i) => (holes[Math.floor(i / 3)] === 0 ? value : 0));
  await place.writePicture("holed.npy", { ...clean, data: holed });
  const { code } = await run("inpaint", "holed.npy", "whole.npy", "--missing", "mask.png", ...MODEL);
  expect(code).toBe(0);
  expect(await error("whole.npy", clean.data)).toBeLessThan(0.2 * (await error("holed.npy", clean.data)));
  await place.writePicture("small.png", picture(8, 8));
  const wrong = await run("inpaint", "holed.npy", "no.npy", "--missing", "small.png", ...MODEL);
  expect(wrong.stderr).toContain("expected small.png to have 52×44 pixels, the size of holed.npy, got 8×8");
});

it.each<[string[], number, string]>([
  [["deblur", "clean.png", "no.png"], 2, "--kernel"],
  [["deblur", "clean.png", "no.png", "--kernel", "gaussian:0"], 2, "--kernel gaussian"],
  [["deblur", "clean.png", "no.png", "--kernel", "motion:5"], 2, "expected --kernel motion:LENGTH,ANGLE"],
  [["deblur", "clean.png", "no.png", "--kernel", "none.png"], 1, "none.png"],
  [
    ["deblur", "clean.png", "no.png", "--kernel", "disk:2", "--boundary", "open"],
    2,
    "expected --boundary to be one of",
  ],
  [
    ["deblur", "clean.png", "no.png", "--kernel", "disk:99", "--sigma", "2", "--boundary", "circular"],
    1,
    "no larger than",
  ],
  ...["1", "0.5", "8.1", "nan"].map((scale): [string[], number, string] => [
    ["upscale", "clean.png", "no.png", "--scale", scale],
    2,
    "expected --scale to be a number above ",
  ]),
  [["upscale", "clean.png", "no.png"], 2, "expected one of --scale, --width and --height"],
  [["upscale", "clean.png", "no.png", "--scale", "2", "--width", "99"], 2, "cannot be used with option"],
  [
    ["upscale", "clean.png", "no.png", "--width", "50"],
    2,
    "expected --width above 52, the width of clean.png, and at most 416, got 50",
  ],
  [
    ["upscale", "clean.png", "no.png", "--height", "500"],
    2,
    "expected --height above 44, the height of clean.png, and at most 352, got 500",
  ],
  [
    ["upscale", "clean.png", "no.png", "--scale", "1.5", "--kernel", "disk:2"],
    2,
    "expected a whole --scale with --kernel",
  ],
  [
    ["upscale", "clean.png", "no.png", "--scale", "2", "--schedule", "fast"],
    2,
    "expected --schedule to be one of",
  ],
  [["degrade", "clean.png", "no.png", "--decimate", "60"], 2, "expected at least 60×60 pixels"],
  [["degrade", "clean.png", "no.gif"], 2, "expected OUT to end in"],
])("rejects %j", async (args, code, message) => {
  const outcome = await run(...args);
  expect(outcome).toMatchObject({ code, stdout: "" });
  expect(outcome.stderr).toContain(message);
  expect(place.list().filter((name) => name.startsWith("no."))).toEqual([]);
});
