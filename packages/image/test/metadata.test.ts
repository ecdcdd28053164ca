import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { uprightExif, uprightXmp } from "../src/exif.ts";
import type { ImageFormat, PixelImage } from "../src/index.ts";
import { encodeImage, readImage } from "../src/node.ts";
import {
  photo,
  xmpOf,
  bigEndian,
  nextDirectory,
  orientationIn,
  sizeIn,
  textOf,
  withSize,
} from "./exif-blocks.ts";
import { grayProfile, randomImage, smoothImage } from "./synthetic-images.ts";
const FORMATS = ["jpeg", "png", "webp", "tiff", "avif"] as const;

/** What libvips reads as the EXIF of a file. */
async function strings(file: Uint8Array): Promise<string> {
  const { exif } = await sharp(file).metadata();
  return Buffer.from(exif ?? []).toString("latin1");
}

describe.each(["jpeg", "png", "webp"] as const)("from a %s", (from) => {
  it.each(FORMATS)("EXIF, XMP and profile are kept in a %s, and the picture is rotated once", async (to) => {
    const source = await photo(from);
    const image = await readImage(source);
    expect(image).toMatchObject({ width: 30, height: 40 });
    expect(image.xmp).toBe(xmpOf(1));
    const file = await encodeImage(image, { format: to });
    const meta = await sharp(file).metadata();
    expect([meta.width, meta.height]).toEqual([30, 40]);
    expect(meta.orientation ?? 1).toBe(1);
    expect(meta.xmpAsString).toBe(xmpOf(1));
    expect(Buffer.from(meta.icc!)).toEqual(Buffer.from((await sharp(source).metadata()).icc!));
    const back = await readImage(file);
    expect(back).toMatchObject({ width: 30, height: 40, xmp: xmpOf(1), icc: image.icc });
    if (to === "tiff") {
      // libvips reads no EXIF from these.
      expect([textOf(file, 0x010f), textOf(file, 0x8298)]).toEqual(["Camera Works", "nobody"]);
      expect(textOf(file, 0x9003)).toBe("2020:01:02 03:04:05");
    } else {
      for (const text of ["Camera Works", "nobody", "2020:01:02 03:04:05"]) {
        expect(await strings(file)).toContain(text);
      }
    }
    if (to === "jpeg" || to === "png" || to === "webp") expect(back.exif).toEqual(image.exif);
    // Once more, like a second run.
    const again = await readImage(await encodeImage(back, { format: from }));
    expect(again).toMatchObject({ width: 30, height: 40, xmp: xmpOf(1) });
  });
});

describe("EXIF", () => {
  it("has the size of the written image", async () => {
    const image = await readImage(await photo());
    const sized: PixelImage = { ...smoothImage(12, 9), exif: image.exif! };
    for (const format of FORMATS) {
      const { exif } = await readImage(await encodeImage(sized, { format }));
      const size = sizeIn(exif!);
      if (size.length > 0) expect(size).toEqual([12, 9]);
      expect(orientationIn(exif!)).toBe(format === "tiff" ? undefined : 1);
    }
    expect(sizeIn(withSize())).toEqual([40, 30]);
    expect(sizeIn(uprightExif(withSize(), { width: 70_000, height: 9 })!)).toEqual([70_000, 9]);
  });

  it("loses its thumbnail, which shows the original", () => {
    const block = withSize(77);
    expect(nextDirectory(block)).toBe(77);
    expect(nextDirectory(uprightExif(block, { width: 1, height: 1 })!)).toBe(0);
    expect(nextDirectory(block)).toBe(77);
  });

  it.each([
    ["nothing", []],
    ["no header", [1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ["a directory beyond the end", [0x49, 0x49, 42, 0, 200, 0, 0, 0]],
    ["entries beyond the end", [0x49, 0x49, 42, 0, 8, 0, 0, 0, 9, 0, 0x12, 1]],
  ])("that is damaged (%s) is left out", async (_, bytes) => {
    const exif = Uint8Array.from(bytes);
    expect(uprightExif(exif, { width: 1, height: 1 })).toBeUndefined();
    const file = await encodeImage({ ...smoothImage(8, 8), exif }, { format: "png" });
    expect(await readImage(file)).not.toHaveProperty("exif");
  });

  it("that is too long for a JPEG is left out there, and only there", async () => {
    const exif = new Uint8Array(70_000);
    exif.set(withSize());
    const image = { ...smoothImage(8, 8), exif };
    expect(await readImage(await encodeImage(image, { format: "jpeg" }))).not.toHaveProperty("exif");
    expect((await readImage(await encodeImage(image, { format: "png" }))).exif).toHaveLength(70_000);
  });

  it.each([true, false])("is added to a simple WebP, lossless: %s, alpha or not", async (lossless) => {
    for (const alpha of [true, false]) {
      const image = { ...randomImage({ alpha, width: 17, height: 9 }), exif: withSize() };
      const file = await encodeImage(image, { format: "webp", lossless });
      const back = await readImage(file);
      expect(back).toMatchObject({ width: 17, height: 9 });
      expect(sizeIn(back.exif!)).toEqual([17, 9]);
      expect(back.alpha).toEqual(image.alpha);
      if (lossless) expect(back.data).toEqual(image.data);
      expect((await sharp(file).stats()).channels).toHaveLength(alpha ? 4 : 3);
    }
  });

  it.each([8, 16] as const)(
    "does not change %i-bit pixels, profile and density of PNG and TIFF",
    async (bitDepth) => {
      for (const format of ["png", "tiff"] as const) {
        const image = { ...randomImage({ channels: 1, bitDepth }), icc: grayProfile(), density: 300 };
        const { exif } = await readImage(await photo());
        const back = await readImage(await encodeImage({ ...image, exif: exif!, xmp: xmpOf(1) }, { format }));
        expect(back).toMatchObject({
          data: image.data,
          bitDepth,
          icc: image.icc,
          density: 300,
          xmp: xmpOf(1),
        });
        expect(Buffer.from(back.exif!).toString("latin1")).toContain("Camera Works");
      }
    },
  );

  it("of either byte order is written into a TIFF", async () => {
    const image = { ...smoothImage(8, 8), exif: bigEndian() };
    const back = await readImage(await encodeImage(image, { format: "tiff" }));
    expect(Buffer.from(back.exif!).toString("latin1")).toContain("Maker");
    expect(sizeIn(back.exif!)).toEqual([8, 8]);
  });
});

describe("uprightXmp", () => {
  it.each([
    ['<a tiff:Orientation="8"/>', '<a tiff:Orientation="1"/>'],
    ["<a tiff:Orientation = '3'/>", "<a tiff:Orientation = '1'/>"],
    ["<tiff:Orientation>6</tiff:Orientation>", "<tiff:Orientation>1</tiff:Orientation>"],
    ["<a Orientation='6'/>", "<a Orientation='6'/>"],
  ])("%s", (before, after) => {
    expect(uprightXmp(before)).toBe(after);
  });
});

describe("without metadata", () => {
  it("a JPEG contains only its density", async () => {
    const back = await readImage(
      await encodeImage({ ...smoothImage(8, 8), density: 240 }, { format: "jpeg" }),
    );
    expect(back.density).toBe(240);
    expect(back).not.toHaveProperty("exif");
  });

  it.each(FORMATS)("a %s has none", async (format: ImageFormat) => {
    const back = await readImage(await encodeImage(smoothImage(8, 8), { format }));
    expect(back).not.toHaveProperty("xmp");
    if (format !== "tiff") expect(back).not.toHaveProperty("exif");
  });
});
