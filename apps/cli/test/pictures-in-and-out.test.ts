import { readFileSync, readdirSync } from "node:fs";
import { encodeNpy } from "@genericdp/image";
import { encodeImage, readFrames, readImage } from "@genericdp/image/node";
import { readModel, writeModel } from "@genericdp/model";
import { grayModel } from "@genericdp/model/gray";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { finish, runCli, startCli } from "./run-cli.ts";
import { gif, picture, scratch, smallModelFile, withNoise } from "./scratch.ts";

const place = scratch();
afterAll(() => place.remove());

const MODEL = ["--model", "small.genericdp", "--sigma", "15"];
const noisy = withNoise(picture(40, 32), 15);

beforeAll(async () => {
  place.write("small.genericdp", smallModelFile());
  await place.writePicture("noisy.png", noisy);
  place.write("dance.gif", await gif());
});

describe("standard streams", () => {
  it("- reads the standard input and writes the standard output, in the input's format", async () => {
    const stdin = readFileSync(place.path("noisy.png"));
    const { code, bytes, stdout, stderr } = await runCli(["denoise", "-", "-", ...MODEL], place.folder, {
      stdin,
    });
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toMatch(/^- → -: 40×32 gray, noise level 15, /);
    await runCli(["denoise", "noisy.png", "clean.png", ...MODEL], place.folder);
    expect([...bytes!]).toEqual([...readFileSync(place.path("clean.png"))]);
  });

  it("--format sets the format regardless of the name", async () => {
    const stdin = readFileSync(place.path("noisy.png"));
    const args = ["denoise", "-", "-", "--format", "webp", "--json", ...MODEL];
    const { bytes, stderr } = await runCli(args, place.folder, { stdin });
    expect(await readImage(bytes!)).toMatchObject({ format: "webp" });
    expect(JSON.parse(stderr)).toMatchObject({ input: "-", output: "-", width: 40 });
    await runCli(["denoise", "noisy.png", "clean.dat", "--format", "jpg", ...MODEL], place.folder);
    expect(await readImage(place.path("clean.dat"))).toMatchObject({ format: "jpeg" });
  });

  it("no picture is written to a terminal", async () => {
    const args = ["denoise", "noisy.png", "-", ...MODEL];
    const { code, stderr } = await runCli(args, place.folder, { isTTY: true });
    expect([code, stderr]).toEqual([2, expect.stringMatching(/got a terminal: add > FILE/)]);
  });

  it("programs can be piped, and estimate can read a pipe", { timeout: 60_000 }, async () => {
    const child = startCli(["estimate", "-", "--noise", "gaussian"], { cwd: place.folder });
    child.stdin!.end(readFileSync(place.path("noisy.png")));
    const { code, stdout, stderr } = await finish(child);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(Number(stdout)).toBeGreaterThan(10);
  });
});

describe("outputs", () => {
  it("get their folders created, but only when there is something to write", async () => {
    const run = (...more: readonly string[]): Promise<unknown> =>
      runCli(["denoise", "noisy.png", "new/deep/clean.png", ...MODEL, ...more], place.folder);
    await run("--max-pixels", "0.0001");
    expect(readdirSync(place.folder)).not.toContain("new");
    expect(await run()).toMatchObject({ code: 0 });
    expect(await readImage(place.path("new/deep/clean.png"))).toMatchObject({ width: 40 });
  });

  it("are rejected before the work if the format cannot store them", async () => {
    const size = 8200;
    await place.writePicture("wide.png", picture(size, 2));
    const args = ["upscale", "wide.png", "wide.webp", "--scale", "2", ...MODEL];
    const { code, stderr } = await runCli(args, place.folder);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/wide\.webp: WebP holds up to 16383 pixels a side/),
    ]);
  });

  it("report what they lose", async () => {
    await place.writePicture("deep.png", { ...noisy, bitDepth: 16 });
    const { stderr } = await runCli(["denoise", "deep.png", "deep.jpg", ...MODEL], place.folder);
    expect(stderr).toBe("genericdp: note: deep.jpg: JPEG holds 8 of the 16 bits; PNG and TIFF hold all\n");
    expect((await runCli(["denoise", "deep.png", "deep.tif", ...MODEL], place.folder)).stderr).toBe("");
    expect(await readImage(place.path("deep.tif"))).toMatchObject({ bitDepth: 16 });
  });

  it("stay lossless WebP", async () => {
    place.write("exact.webp", await encodeImage(noisy, { format: "webp", lossless: true }));
    await runCli(["denoise", "exact.webp", "clean.webp", ...MODEL], place.folder);
    expect(await readImage(place.path("clean.webp"))).toMatchObject({ lossless: true });
  });
});

describe("animations", () => {
  it("are reduced to their first frame, with a note", async () => {
    const { stderr } = await runCli(["denoise", "dance.gif", "dance.png", ...MODEL], place.folder);
    expect(stderr).toBe(
      "genericdp: note: dance.gif has 3 frames, of which the first is restored (--all-frames restores all)\n",
    );
  });

  it("--all-frames restores all frames, to WebP with their durations or to TIFF only", async () => {
    const run = (output: string): Promise<{ code: number; stderr: string }> =>
      runCli(["denoise", "dance.gif", output, "--all-frames", ...MODEL], place.folder);
    expect(await run("dance.webp")).toMatchObject({ code: 0, stderr: "" });
    const { frames, delays } = await readFrames(place.path("dance.webp"));
    expect([frames.length, delays]).toEqual([3, [50, 60, 70]]);
    expect(await run("dance.tif")).toMatchObject({ code: 0 });
    const first = await readImage(place.path("dance.png"));
    expect((await readFrames(place.path("dance.tif"))).frames[0]!.data).toEqual(first.data);
    expect(await run("dance2.png")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("to be .webp or .tif"),
    });
  });
});

describe("levels of floats", () => {
  it("in 0..1 are noticed, and --range defines their meaning", async () => {
    const { data, width, height } = noisy;
    place.write(
      "unit.npy",
      encodeNpy(
        data.map((level) => level / 255),
        [height, width],
      ),
    );
    const unclear = await runCli(["denoise", "unit.npy", "a.png", ...MODEL], place.folder);
    expect(unclear.stderr).toMatch(/note: unit\.npy has only values from 0 to 1, .* its range is 0,1/);
    const args = ["denoise", "unit.npy", "b.npy", "--range", "0,1", ...MODEL];
    expect((await runCli(args, place.folder)).stderr).toBe("");
    place.write("full.npy", encodeNpy(data, [height, width]));
    await runCli(["denoise", "full.npy", "c.npy", ...MODEL], place.folder);
    const [b, c] = [await readImage(place.path("b.npy")), await readImage(place.path("c.npy"))];
    expect(Math.max(...b.data.map((level, i) => Math.abs(level - c.data[i]!)))).toBeLessThan(0.01);
    const estimated = await runCli(
      ["estimate", "unit.npy", "--noise", "gaussian", "--range", "0,1"],
      place.folder,
    );
    expect(Number(estimated.stdout)).toBeGreaterThan(10);
  });
});

it("inpaint leaves known pixels unchanged unless a noise level is given", async () => {
  const mask = picture(40, 32);
  await place.writePicture("mask.png", { ...mask, data: mask.data.map((_, i) => (i % 7 === 0 ? 255 : 0)) });
  const args = ["inpaint", "noisy.png", "whole.png", "--missing", "mask.png", "--model", "small.genericdp"];
  expect(await runCli(args, place.folder)).toMatchObject({ code: 0, stderr: "" });
  const [before, after] = [
    await readImage(place.path("noisy.png")),
    await readImage(place.path("whole.png")),
  ];
  const changed = after.data.filter((level, i) => i % 7 !== 0 && level !== before.data[i]);
  expect(changed).toHaveLength(0);
  await runCli([...args, "--sigma", "5"], place.folder);
  const smoothed = await readImage(place.path("whole.png"));
  expect(smoothed.data.some((level, i) => i % 7 !== 0 && level !== before.data[i])).toBe(true);
});

describe("noise", () => {
  it("beyond the model's range is reported", async () => {
    await place.writePicture(
      "loud.png",
      withNoise(picture(96, 96, 1, { data: new Float32Array(96 * 96).fill(128) }), 60),
    );
    const args = ["denoise", "loud.png", "quiet.png", "--model", "small.genericdp"];
    const { code, stderr } = await runCli(args, place.folder);
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /note: loud\.png has noise of level [56]\d, more than the model small supports; .* level 40\n/,
    );
  });

  it("of colour beyond the model's range is reported", async () => {
    const [side, gray] = [96, new Float32Array(96 * 96).fill(128)];
    const grain = withNoise(picture(side, side, 1, { data: gray }), 60).data;
    // Red and blue move in opposite directions.
    const data = Float32Array.from(
      { length: 3 * gray.length },
      (_, i) => 128 + (1 - (i % 3)) * (grain[Math.floor(i / 3)]! - 128),
    );
    await place.writePicture("motley.png", withNoise(picture(side, side, 3, { data }), 15));
    const args = ["denoise", "motley.png", "calm.png", "--model", "small.genericdp"];
    const { code, stderr } = await runCli(args, place.folder);
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /note: motley\.png has noise of colour of level [56]\d, more than the model small supports/,
    );
  });

  it("is documented in --help with the bundled model's range", async () => {
    const { min, max } = grayModel().architecture.noiseRange;
    const { stdout } = await runCli(["denoise", "--help"], place.folder);
    expect(stdout.replaceAll(/\s+/g, " ")).toContain(`gray levels, ${min} to ${max} with the bundled model`);
  });
});

it("--help leads with the options that people need", async () => {
  const first = async (command: string): Promise<string[]> => {
    const { stdout } = await runCli([command, "--help"], place.folder);
    const options = /\nOptions:\n([^]*?)\n\n/.exec(stdout)?.[1] ?? "";
    return [...options.matchAll(/^ {2}--([\w-]+)/gm)].map(([, name]) => name!);
  };
  expect((await first("denoise")).slice(0, 3)).toEqual(["sigma", "strength", "out-dir"]);
  expect(await first("upscale")).toContain("scale");
  expect(await first("inpaint")).toContain("missing");
  expect(await first("deblur")).toContain("kernel");
  expect(await first("deblur")).not.toContain("jobs");
});

it.each([
  ["gauss:2", /--kernel gauss:2 is not a known kernel \(did you mean gaussian\?\): it can be gaussian:SIGMA/],
  ["disc:3", /did you mean disk\?/],
  ["blur", /--kernel blur is not a known kernel: it can be/],
  ["none.png", /none\.png: no such file/],
])("--kernel %s lists the known kernels", async (kernel, message) => {
  const { stderr } = await runCli(
    ["deblur", "noisy.png", "out.png", "--kernel", kernel, ...MODEL],
    place.folder,
  );
  expect(stderr).toMatch(message);
});

it("--strip removes metadata", async () => {
  const exif = new Uint8Array(
    await sharp(Buffer.alloc(48), { raw: { width: 4, height: 4, channels: 3 } })
      .withExif({ IFD0: { Make: "Camera Works" } })
      .jpeg()
      .toBuffer()
      .then(async (file) => (await sharp(file).metadata()).exif!),
  );
  await place.writePicture("told.jpg", { ...noisy, exif: exif.subarray(6) as Uint8Array<ArrayBuffer> });
  const run = async (...more: readonly string[]): Promise<boolean> => {
    await runCli(["denoise", "told.jpg", "untold.jpg", ...MODEL, ...more], place.folder);
    return readFileSync(place.path("untold.jpg")).includes("Camera Works");
  };
  expect([await run(), await run("--strip", "gps"), await run("--strip", "all")]).toEqual([
    true,
    true,
    false,
  ]);
  const { code, stderr } = await runCli(["denoise", "told.jpg", "x.jpg", "--strip", "exif"], place.folder);
  expect([code, stderr]).toEqual([2, "genericdp: expected --strip to be gps, all or none, got exif\n"]);
});

it("info prints no escape sequences from a model's name", async () => {
  const model = readModel(smallModelFile());
  place.write("evil.genericdp", writeModel({ ...model, name: "\u001B[31mred\u001B]0;title\u0007" }));
  const { stdout } = await runCli(["info", "evil.genericdp"], place.folder);
  expect(stdout).toContain("?[31mred?]0;title?");
  // oxlint-disable-next-line no-control-regex
  expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
});
