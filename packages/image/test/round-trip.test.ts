import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pixelImage } from "../src/index.ts";
import type { PixelImage } from "../src/index.ts";
import { encodeImage, readImage, writeImage } from "../src/node.ts";
import { maxDifference, randomImage, smoothImage } from "./synthetic-images.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "genericdp-image-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** Writes a file with `extension` and reads it again. */
async function thereAndBack(
  image: PixelImage,
  extension: string,
  options: Parameters<typeof writeImage>[2] = {},
): Promise<PixelImage> {
  const path = join(folder, `image.${extension}`);
  await writeImage(path, image, options);
  return readImage(path);
}

const kinds = ([8, 16] as const).flatMap((bitDepth) =>
  ([1, 3] as const).flatMap((channels) => [false, true].map((alpha) => ({ bitDepth, channels, alpha }))),
);

describe.each(["png", "tiff", "tif", "PNG"])("%s without loss", (extension) => {
  it.each(kinds)("keeps $bitDepth bits, $channels channels, alpha: $alpha exactly", async (kind) => {
    const image = randomImage(kind);
    const { format, ...back } = await thereAndBack(image, extension);
    expect(back).toEqual(image);
    expect(format).toBe(extension === "PNG" ? "png" : extension.slice(0, 3) === "tif" ? "tiff" : "png");
  });
});

describe("16 bits", () => {
  const all = pixelImage({
    data: Float32Array.from({ length: 65536 }, (_, i) => i / 257),
    width: 256,
    height: 256,
    bitDepth: 16,
  });

  it.each(["png", "tiff"])("%s keeps each of the 65536 levels", async (extension) => {
    expect(maxDifference((await thereAndBack(all, extension)).data, all.data)).toBe(0);
    const raw = await sharp(join(folder, `image.${extension}`))
      .toColourspace("grey16")
      .raw({ depth: "ushort" })
      .toBuffer();
    expect(raw.readUInt16LE(2 * 12345)).toBe(12345);
  });

  it("are rounded to 8 bits on request, or if the format has no more", async () => {
    const rounded = all.data.map((level) => Math.floor(level + 0.5));
    expect(maxDifference((await thereAndBack(all, "png", { bitDepth: 8 })).data, rounded)).toBe(0);
    const webp = await thereAndBack(all, "webp", { lossless: true });
    expect(webp.bitDepth).toBe(8);
    expect(
      maxDifference(
        webp.data.filter((_, i) => i % 3 === 0),
        rounded,
      ),
    ).toBe(0);
  });

  it("become 12 bits in AVIF, and white stays white", async () => {
    const back = await thereAndBack(all, "avif", { lossless: true });
    expect(back.bitDepth).toBe(16);
    expect(back.data.at(-1)).toBe(255);
    const halfStep = 255 / 4095 / 2;
    const reds = back.data.filter((_, i) => i % 3 === 0);
    expect(maxDifference(reds, all.data)).toBeLessThanOrEqual(halfStep + 1e-4);
  });

  it("are read at full scale from a file of 10 bits", async () => {
    const white = new Uint16Array(48).fill(65535);
    const avif = await sharp(white, { raw: { width: 4, height: 4, channels: 3 } })
      .toColourspace("rgb16")
      .avif({ bitdepth: 10, lossless: true })
      .toBuffer();
    expect(new Set((await readImage(avif)).data)).toEqual(new Set([255]));
  });
});

describe("npy", () => {
  it.each([1, 3] as const)("keeps %i channels exactly, unrounded and unclamped", async (channels) => {
    const random = randomImage({ channels });
    const image = pixelImage({ ...random, data: random.data.map((level) => level * 1.7 - 60) });
    expect(await thereAndBack(image, "npy")).toEqual({ ...image, format: "npy" });
  });
});

describe("webp and avif", () => {
  it.each(["webp", "avif"])("%s without loss keeps RGB under any alpha", async (extension) => {
    for (const alpha of [false, true]) {
      const image = randomImage({ alpha, width: 16, height: 16 });
      const { format, lossless: _, ...back } = await thereAndBack(image, extension, { lossless: true });
      expect(back).toEqual(image);
      expect(format).toBe(extension);
    }
  });

  it.each(["webp", "avif"])("%s returns gray as RGB with equal channels", async (extension) => {
    const image = randomImage({ channels: 1, width: 16, height: 16 });
    const back = await thereAndBack(image, extension, { lossless: true });
    expect(back.channels).toBe(3);
    for (const c of [0, 1, 2]) expect(back.data.filter((_, i) => i % 3 === c)).toEqual(image.data);
  });

  it("keeps alpha close if colours are lossy", async () => {
    const { data } = smoothImage(64, 48, 1);
    for (const extension of ["webp", "avif"]) {
      const back = await thereAndBack({ ...smoothImage(64, 48), alpha: data }, extension);
      expect(maxDifference(back.alpha!, data)).toBeLessThanOrEqual(extension === "webp" ? 0 : 6);
    }
  });
});

describe("lossy formats", () => {
  const rms = (a: Float32Array, b: Float32Array): number =>
    Math.sqrt(a.reduce((sum, level, i) => sum + (level - b[i]!) ** 2, 0) / a.length);

  it.each(["jpg", "jpeg", "webp", "avif"])("%s stays close, closer at higher quality", async (extension) => {
    const image = smoothImage(64, 48);
    const error = async (quality: number): Promise<number> =>
      rms((await thereAndBack(image, extension, { quality })).data, image.data);
    expect(await error(95)).toBeLessThan(4);
    expect(await error(10)).toBeGreaterThan(await error(95));
  });

  it("jpeg keeps gray as gray and drops an opaque alpha channel", async () => {
    expect((await thereAndBack(smoothImage(20, 20, 1), "jpg")).channels).toBe(1);
    const opaque = { ...smoothImage(20, 20), alpha: new Float32Array(400).fill(255) };
    expect(await thereAndBack(opaque, "jpg")).not.toHaveProperty("alpha");
  });

  it("jpeg keeps colour at full resolution", async () => {
    const file = await encodeImage(smoothImage(20, 20), { format: "jpeg", quality: 50 });
    const meta = await sharp(file).metadata();
    expect(meta.chromaSubsampling).toBe("4:4:4");
  });
});

describe("rounding", () => {
  it("clamps to 0..255 and rounds halves up", async () => {
    const image = pixelImage({ data: Float32Array.of(-40, 0.5, 1.5, 2.49, 254.5, 300), width: 6, height: 1 });
    expect([...(await thereAndBack(image, "png")).data]).toEqual([0, 1, 2, 2, 255, 255]);
  });
});
