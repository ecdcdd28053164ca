import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { jpegQuality, readJpegTables, standardTables } from "../src/index.ts";

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

  it("finds none in what is no JPEG, or cut off, wherever it ends", async () => {
    expect(readJpegTables(await picture.clone().png().toBuffer())).toBeUndefined();
    expect(readJpegTables(new Uint8Array(0))).toBeUndefined();
    const file = await picture.clone().jpeg().toBuffer();
    for (let length = 0; length < 200; length++) readJpegTables(file.subarray(0, length));
    expect(readJpegTables(file.subarray(0, 30))).toBeUndefined();
  });
});
