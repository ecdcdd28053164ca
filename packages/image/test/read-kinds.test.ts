import sharp from "sharp";
import type { Sharp } from "sharp";
import { describe, expect, it } from "vitest";
import type { PixelImage } from "../src/index.ts";
import { encodeImage, readImage } from "../src/node.ts";
import { handmadePng, randomImage } from "./synthetic-images.ts";

describe("orientation", () => {
  // The stored picture, 3 wide and 2 high, and what each orientation shows (EXIF 2.32, 4.6.4).
  const stored = [10, 20, 30, 40, 50, 60];
  const upright: Record<number, readonly [width: number, levels: readonly number[]]> = {
    1: [3, [10, 20, 30, 40, 50, 60]],
    2: [3, [30, 20, 10, 60, 50, 40]],
    3: [3, [60, 50, 40, 30, 20, 10]],
    4: [3, [40, 50, 60, 10, 20, 30]],
    5: [2, [10, 40, 20, 50, 30, 60]],
    6: [2, [40, 10, 50, 20, 60, 30]],
    7: [2, [60, 30, 50, 20, 40, 10]],
    8: [2, [30, 60, 20, 50, 10, 40]],
  };

  it.each(Object.keys(upright).map(Number))("%i is applied", async (orientation) => {
    const [width, levels] = upright[orientation]!;
    const [png, tiff, webp, avif, jpeg] = tagged(orientation);
    for (const file of [png, tiff, webp, avif]) {
      const image = await readImage(await file.toBuffer());
      expect([image.width, image.height, reds(image)]).toEqual([width, 6 / width, levels]);
    }
    const lossy = await readImage(await jpeg.toBuffer());
    expect([lossy.width, reds(lossy).map((level) => 10 * Math.round(level / 10))]).toEqual([width, levels]);
  });

  const reds = ({ data }: PixelImage): number[] => [...data].filter((_, i) => i % 3 === 0);
  const tagged = (orientation: number): readonly [Sharp, Sharp, Sharp, Sharp, Sharp] => {
    const rgb = Uint8Array.from(stored.flatMap((level) => [level, level, level]));
    const raw = sharp(rgb, { raw: { width: 3, height: 2, channels: 3 } }).withMetadata({ orientation });
    return [
      raw.clone().png(),
      raw.clone().tiff({ compression: "none" }),
      raw.clone().webp({ lossless: true }),
      raw.clone().avif({ lossless: true }),
      raw.clone().jpeg({ quality: 100 }),
    ];
  };

  it("is not written again", async () => {
    const image = await readImage(await tagged(6)[4].toBuffer());
    const meta = await sharp(await encodeImage(image, { format: "jpeg" })).metadata();
    expect([meta.width, meta.height, meta.orientation ?? 1]).toEqual([2, 3, 1]);
  });

  it("rotates alpha together with the colours", async () => {
    const pixels = Uint8Array.of(1, 2, 3, 100, 4, 5, 6, 200);
    const file = await sharp(pixels, { raw: { width: 2, height: 1, channels: 4 } })
      .withMetadata({ orientation: 6 })
      .png()
      .toBuffer();
    const image = await readImage(file);
    expect([image.width, image.height, [...image.alpha!]]).toEqual([1, 2, [100, 200]]);
    const flipped = await readImage(await sharp(file).withMetadata({ orientation: 3 }).png().toBuffer());
    expect([...flipped.alpha!]).toEqual([200, 100]);
  });
});

describe("gray", () => {
  it.each([
    [1, [0b10100000], [255, 0, 255]],
    [2, [0b00011011], [0, 85, 170]],
    [4, [0x0f, 0x80], [0, 255, 136]],
  ])("with %i bits per pixel stays gray, with white at 255", async (bits, row, levels) => {
    const image = await readImage(handmadePng({ width: 3, height: 1, bits, colourType: 0, rows: [row] }));
    expect(image).toMatchObject({ channels: 1, bitDepth: bits === 1 ? 1 : 8, format: "png" });
    expect([...image.data]).toEqual(levels);
    expect(image).not.toHaveProperty("alpha");
  });

  it("stays gray in a bilevel TIFF", async () => {
    const tiff = await sharp(Uint8Array.of(0, 255, 255, 0), { raw: { width: 4, height: 1, channels: 1 } })
      .toColourspace("b-w")
      .tiff({ bitdepth: 1, compression: "ccittfax4" })
      .toBuffer();
    const image = await readImage(tiff);
    expect([image.channels, ...image.data]).toEqual([1, 0, 255, 255, 0]);
  });

  it("with one transparent level gets an alpha channel", async () => {
    const chunks = [["tRNS", Uint8Array.of(0, 7)]] as const;
    const image = await readImage(
      handmadePng({ width: 2, height: 1, bits: 8, colourType: 0, rows: [[7, 9]], chunks }),
    );
    expect([image.channels, ...image.data, ...image.alpha!]).toEqual([1, 7, 9, 0, 255]);
  });
});

describe("palette", () => {
  const chunks = [["PLTE", Uint8Array.of(1, 2, 3, 40, 50, 60)]] as const;

  it("becomes RGB", async () => {
    const image = await readImage(
      handmadePng({ width: 2, height: 1, bits: 8, colourType: 3, rows: [[1, 0]], chunks }),
    );
    expect([image.channels, ...image.data]).toEqual([3, 40, 50, 60, 1, 2, 3]);
  });

  it("keeps its transparency", async () => {
    const sheer = [...chunks, ["tRNS", Uint8Array.of(128)]] as const;
    const image = await readImage(
      handmadePng({ width: 2, height: 1, bits: 8, colourType: 3, rows: [[1, 0]], chunks: sheer }),
    );
    expect([...image.alpha!]).toEqual([255, 128]);
  });
});

describe("CMYK", () => {
  it.each(["jpeg", "tiff"] as const)("of %s becomes sRGB close to the original", async (format) => {
    const gray = Uint8Array.from({ length: 16 * 16 * 3 }, (_, i) => 8 * Math.floor(i / 48) + 60);
    const cmyk = sharp(gray, { raw: { width: 16, height: 16, channels: 3 } })
      .toColourspace("cmyk")
      .withIccProfile("cmyk");
    const encoded = format === "jpeg" ? cmyk.jpeg({ quality: 100 }) : cmyk.tiff({ compression: "none" });
    const file = await encoded.toBuffer();
    expect((await sharp(file).metadata()).space).toBe("cmyk");
    const image = await readImage(file);
    expect(image).toMatchObject({ channels: 3, bitDepth: 8, width: 16 });
    expect(image).not.toHaveProperty("icc");
    expect(Math.max(...image.data.map((level, i) => Math.abs(level - gray[i]!)))).toBeLessThan(25);
  });
});

describe("several pages", () => {
  it("give the first one and their number", async () => {
    const frames = Buffer.concat([Buffer.alloc(48, 10), Buffer.alloc(48, 200)]);
    const two = sharp(frames, { raw: { width: 4, height: 8, channels: 3, pageHeight: 4 } });
    for (const file of [two.clone().tiff({ compression: "none" }), two.clone().webp({ lossless: true })]) {
      const image = await readImage(await file.toBuffer());
      expect([image.width, image.height, image.pages]).toEqual([4, 4, 2]);
      expect(new Set(image.data)).toEqual(new Set([10]));
    }
  });

  it("are not mentioned if there is only one", async () => {
    const { data, width, height } = randomImage();
    const file = await sharp(Uint8Array.from(data), { raw: { width, height, channels: 3 } })
      .avif()
      .toBuffer();
    expect(await readImage(file)).not.toHaveProperty("pages");
  });
});
