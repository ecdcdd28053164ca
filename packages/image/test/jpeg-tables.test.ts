import sharp from "sharp";
import type { Sharp } from "sharp";
import { describe, expect, it } from "vitest";
import { findQuantization, jpegQuality, readJpegTables, standardTables } from "../src/index.ts";
import { readImage } from "../src/node.ts";

const picture = sharp(
  Uint8Array.from({ length: 24 * 24 * 3 }, (_, i) => (i * 37) % 256),
  {
    raw: { width: 24, height: 24, channels: 3 },
  },
);

describe("readJpegTables", () => {
  it.each([1, 40, 75, 92, 100])("reads the tables of quality %i", async (quality) => {
    const file = await picture.clone().jpeg({ quality, chromaSubsampling: "4:2:0" }).toBuffer();
    const tables = readJpegTables(file)!;
    expect(tables).toEqual({ ...standardTables(quality), subsampling: [2, 2] });
    expect(jpegQuality(tables)).toBe(quality);
  });

  it("reads progressive files, gray files and those with full chroma", async () => {
    const progressive = await picture.clone().jpeg({ quality: 60, progressive: true }).toBuffer();
    expect(jpegQuality(readJpegTables(progressive)!)).toBe(60);
    const gray = await picture.clone().toColourspace("b-w").jpeg({ quality: 80 }).toBuffer();
    expect(readJpegTables(gray)).toEqual({ luma: standardTables(80).luma });
    const full = await picture.clone().jpeg({ quality: 80, chromaSubsampling: "4:4:4" }).toBuffer();
    expect(readJpegTables(full)!.subsampling).toEqual([1, 1]);
  });

  it("finds none in files that are not JPEGs or are truncated anywhere", async () => {
    expect(readJpegTables(await picture.clone().png().toBuffer())).toBeUndefined();
    expect(readJpegTables(new Uint8Array(0))).toBeUndefined();
    const file = await picture.clone().jpeg().toBuffer();
    for (let length = 0; length < 200; length++) readJpegTables(file.subarray(0, length));
    expect(readJpegTables(file.subarray(0, 30))).toBeUndefined();
  });
});

describe("findQuantization", () => {
  const [width, height] = [200, 152];
  /** Slopes, discs, stripes and colours, with slight noise. */
  const scene = sharp(
    Uint8Array.from({ length: width * height * 3 }, (_, i) => {
      const [c, x, y] = [i % 3, Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
      const disc = Math.hypot(x - 70 - 20 * c, y - 60) < 30 ? 45 : 0;
      const noise = ((Math.imul(i + 17, 2654435761) >>> 16) % 64) / 6;
      return 40 + 0.4 * x + disc + 25 * Math.sin((x + (1 + c) * y) / 4) + noise;
    }),
    { raw: { width, height, channels: 3 } },
  );
  const decoded = async (image: Sharp, cut: number): ReturnType<typeof readImage> => {
    const part = { left: cut, top: cut, width: width - cut, height: height - cut };
    return readImage(await image.extract(part).png().toBuffer());
  };

  it.each([10, 30, 50, 75, 90, 95])("finds quality %i from the pixels alone", async (quality) => {
    const file = await scene.clone().jpeg({ quality, chromaSubsampling: "4:4:4" }).toBuffer();
    const found = findQuantization(await decoded(sharp(file), 0));
    expect(found).toMatchObject(standardTables(quality));
    // At lower quality, too little chroma is left to tell.
    if (quality >= 50) expect(found!.subsampling).toEqual([1, 1]);
    const gray = sharp(await scene.clone().grayscale().jpeg({ quality }).toBuffer());
    expect(findQuantization(await decoded(gray, 0))).toEqual({ luma: standardTables(quality).luma });
  });

  it("finds the block grid of a cropped picture, and subsampled chroma", async () => {
    const file = await scene.clone().jpeg({ quality: 60, chromaSubsampling: "4:2:0" }).toBuffer();
    const expected = { ...standardTables(60), subsampling: [2, 2] };
    expect(findQuantization(await decoded(sharp(file), 0))).toEqual(expected);
    expect(findQuantization(await decoded(sharp(file), 3))).toEqual({ ...expected, origin: [5, 5] });
  });

  it("finds nothing in an image that was never a JPEG, has been enlarged, or is too small", async () => {
    expect(findQuantization(await decoded(scene.clone(), 0))).toBeUndefined();
    const file = await scene.clone().jpeg({ quality: 60 }).toBuffer();
    const larger = sharp(await sharp(file).resize(300, 228).png().toBuffer());
    expect(findQuantization(await decoded(larger, 0))).toBeUndefined();
    const tiny = sharp(file).extract({ left: 0, top: 0, width: 20, height: 20 }).png();
    expect(findQuantization(await readImage(await tiny.toBuffer()))).toBeUndefined();
    const [flat, hidden] = [new Float32Array(64 * 64).fill(90), new Float32Array(64 * 64).fill(255)];
    for (const data of [flat, hidden]) {
      expect(findQuantization({ data, width: 64, height: 64, channels: 1 })).toBeUndefined();
    }
  });
});
