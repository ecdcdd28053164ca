import { randomStream } from "@genericdp/core";
import { pixelImage } from "@genericdp/image";
import type { PixelImage } from "@genericdp/image";
import { readImage } from "@genericdp/image/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "./run-cli.ts";
import { gif, picture, scratch, smallModelFile, withNoise } from "./scratch.ts";

const place = scratch();
afterAll(() => place.remove());

const noisy = withNoise(picture(40, 32), 15);

beforeAll(async () => {
  place.write("small.genericdp", smallModelFile());
  await place.writePicture("noisy.png", noisy);
  place.write("dance.gif", await gif());
});

describe("despeckle", () => {
  /** Black strokes of various widths on white, 1 bit per pixel. */
  const page = (): PixelImage => {
    const [width, height] = [96, 80];
    const data = Float32Array.from({ length: width * height }, (_, i) => {
      const [x, y] = [i % width, Math.floor(i / width)];
      const row = y % 16 >= 6 && y % 16 < 9 && x > 6 && x < 90;
      const stroke = x % 12 < 3 && y % 16 < 13 && y > 3;
      return row || stroke ? 0 : 255;
    });
    return pixelImage({ data, width, height, bitDepth: 1 });
  };
  const wrong = (a: PixelImage, b: PixelImage): number =>
    a.data.filter((level, i) => level !== b.data[i]).length;

  it.each(["png", "tif"])("cleans a black-and-white scan without adding grays: %s", async (extension) => {
    const clean = page();
    const random = randomStream(3);
    const flipped = {
      ...clean,
      data: clean.data.map((level) => (random.uniform() < 0.02 ? 255 - level : level)),
    };
    await place.writePicture(`scan.${extension}`, flipped);
    const args = ["despeckle", `scan.${extension}`, `mended.${extension}`, "--model", "small.genericdp"];
    expect(await runCli(args, place.folder)).toMatchObject({ code: 0, stderr: "" });
    const mended = await readImage(place.path(`mended.${extension}`));
    expect(mended).toMatchObject({ bitDepth: 1, channels: 1 });
    expect(wrong(flipped, clean)).toBeGreaterThan(100);
    expect(wrong(mended, clean)).toBeLessThan(0.3 * wrong(flipped, clean));
  });

  it("leaves a picture without specks unchanged", async () => {
    await place.writePicture("clean-scan.png", page());
    const args = ["despeckle", "clean-scan.png", "same.png", "--model", "small.genericdp"];
    await runCli(args, place.folder);
    expect((await readImage(place.path("same.png"))).data).toEqual(page().data);
  });

  it("removes impulses in colour and keeps everything else", async () => {
    const clean = picture(48, 40, 3, { bitDepth: 8 });
    const rounded = { ...clean, data: clean.data.map(Math.round) };
    const random = randomStream(4);
    const hit = Array.from(rounded.data, () => random.uniform() < 0.02);
    await place.writePicture("dusty.png", {
      ...rounded,
      data: rounded.data.map((level, i) => (hit[i] ? 255 : level)),
    });
    await runCli(["despeckle", "dusty.png", "clean.png", "--model", "small.genericdp"], place.folder);
    const [before, after] = [
      await readImage(place.path("dusty.png")),
      await readImage(place.path("clean.png")),
    ];
    const error = (image: PixelImage): number =>
      image.data.reduce((sum, level, i) => sum + (level - rounded.data[i]!) ** 2, 0);
    expect(error(after)).toBeLessThan(0.1 * error(before));
  });
});
