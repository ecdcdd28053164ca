import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { encodeNpy, foreignFormatOfName } from "../src/index.ts";
import type { PixelImage } from "../src/index.ts";
import { encodeFrames, encodeImage, lostByEncoding, readFrames, readImage } from "../src/node.ts";
import { handmadePng, integers, randomImage } from "./synthetic-images.ts";
import { handmadeTiff } from "./synthetic-tiff.ts";

async function failure(file: Uint8Array | Buffer): Promise<string> {
  return readImage(file).then(
    () => "read",
    (error: Error) => error.message,
  );
}

const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");

describe("unsupported formats are named, with advice", () => {
  const gray = { width: 2, height: 1, bits: [8], sampleFormat: 1, photometric: 1 } as const;
  const pixels = new Uint8Array(2);
  it.each([
    ["HEIC", latin1("\0\0\0\x1cftypheic\0\0\0\0mif1heic"), /it is a HEIC photo, .* convert it to JPEG/],
    ["JPEG XL", latin1("\xff\x0a\x10\x10\x10"), /a JPEG XL image/],
    ["JPEG 2000", latin1("\0\0\0\x0cjP  \r\n\x87\n"), /a JPEG 2000 image/],
    ["PPM", latin1("P6\n2 2\n255\nxxxxxxxxxxxx"), /a PNM image, .* convert it to PNG/],
    ["SVG", latin1('<?xml version="1.0"?>\n<!-- x -->\n<svg xmlns="x"/>'), /an SVG drawing/],
    ["plain SVG", latin1("<svg xmlns='x'/>"), /an SVG drawing/],
    ["PDF", latin1("%PDF-1.7\n%"), /a PDF document/],
    ["CR2", latin1("II*\0\x10\0\0\0CR\x02\0\0\0\0\0"), /a camera raw file, .* develop it/],
    ["CR3", latin1("\0\0\0\x18ftypcrx \0\0\0\x01"), /a camera raw file/],
    ["DNG", handmadeTiff({ ...gray, pixels, tags: [[50706, 0x0401]] }), /a camera raw file/],
    [
      "NEF, whose first picture is a thumbnail",
      handmadeTiff({ ...gray, pixels, subfileType: 1, tags: [[330, 8]] }),
      /a camera raw file/,
    ],
    [
      "Lab TIFF",
      handmadeTiff({ ...gray, bits: [8, 8, 8], photometric: 8, pixels: new Uint8Array(6) }),
      /a TIFF of CIE Lab colours, .* convert it to RGB/,
    ],
    ["Photoshop", latin1("8BPS\0\x01"), /a Photoshop document/],
    ["OpenEXR", latin1("v/1\x01\x02\0\0\0"), /an OpenEXR image/],
    ["MP4", latin1("\0\0\0\x18ftypisom\0\0\x02\0"), /a video/],
    ["ZIP", latin1("PK\x03\x04xxxx"), /a ZIP archive/],
    ["HTML", latin1("<!DOCTYPE html><html>"), /a web page/],
  ])("%s", async (_, file, message) => {
    expect(await failure(file)).toMatch(message);
  });

  it("by file name, too, in upper or lower case", () => {
    expect(foreignFormatOfName("a/IMG_1.HEIC")?.name).toBe("a HEIC photo");
    expect(foreignFormatOfName("b.cr2")?.name).toBe("a camera raw file");
    expect(foreignFormatOfName("b.png")).toBeUndefined();
    expect(foreignFormatOfName("heic")).toBeUndefined();
  });

  it("a TIFF whose samples are not levels", async () => {
    const square = { width: 2, height: 1, photometric: 1, pixels: new Uint8Array(16) } as const;
    const of = (bits: number, sampleFormat: 1 | 2 | 3): Promise<string> =>
      failure(handmadeTiff({ ...square, bits: [bits], sampleFormat }));
    expect(await of(32, 1)).toMatch(/1 channels? of whole numbers of 32 bits .* is not read; save it as/);
    expect(await of(16, 2)).toMatch(/signed numbers of 16 bits/);
    expect(await of(16, 3)).toMatch(/floats of 16 bits/);
  });
});

describe("GIF", () => {
  const frames = [10, 120, 230].map((level) => randomImage({ width: 6, height: 4, seed: level }));
  const gif = async (): Promise<Buffer> => {
    const stack = Buffer.concat(frames.map(({ data }) => Buffer.from(Uint8Array.from(data))));
    const raw = { width: 6, height: 12, channels: 3, pageHeight: 4 } as const;
    return sharp(stack, { raw })
      .gif({ delay: [50, 60, 70], loop: 3, dither: 0 })
      .toBuffer();
  };

  it("gives its first frame and the number of frames", async () => {
    const image = await readImage(await gif());
    expect(image).toMatchObject({ width: 6, height: 4, format: "gif", pages: 3 });
    // At most 256 colours, which need not occur in the noise.
    const { data } = await sharp(await gif(), { page: 0 })
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([...image.data]).toEqual([...data]);
  });

  it("gives all its frames and their times, and lossless WebP keeps them", async () => {
    const animation = await readFrames(await gif());
    expect(animation).toMatchObject({ delays: [50, 60, 70], loop: 3 });
    expect(animation.frames).toHaveLength(3);
    const back = await readFrames(await encodeFrames(animation, { format: "webp", lossless: true }));
    expect(back).toMatchObject({ delays: [50, 60, 70], loop: 3 });
    expect(back.frames.map(levels)).toEqual(animation.frames.map(levels));
    const pages = await readFrames(await encodeFrames(animation, { format: "tiff" }));
    expect(pages.frames.map(levels)).toEqual(animation.frames.map(levels));
  });

  it("with one frame is a single image, which encodeFrames writes like encodeImage", async () => {
    const { frames: only } = await readFrames(await encodeImage(frames[0]!, { format: "png" }));
    expect(only).toHaveLength(1);
    expect(await encodeFrames({ frames: only }, { format: "tiff" })).toEqual(
      await encodeImage(only[0]!, { format: "tiff" }),
    );
  });

  const levels = ({ data }: PixelImage): number[] => [...data];
});

describe("animated PNG", () => {
  const control = new Uint8Array([0, 0, 0, 5, 0, 0, 0, 0]);
  const apng = handmadePng({
    width: 1,
    height: 1,
    bits: 8,
    colourType: 0,
    rows: [[7]],
    chunks: [["acTL", control]],
  });

  it("reports the number of frames, of which only the first can be read", async () => {
    expect(await readImage(apng)).toMatchObject({ pages: 5 });
    await expect(readFrames(apng)).rejects.toThrow(/only the first frame is read; convert it to WebP or GIF/);
  });
});

describe("floats", () => {
  const tiff = (values: readonly number[], channels = 1): Uint8Array =>
    handmadeTiff({
      width: values.length / channels,
      height: 1,
      bits: Array.from({ length: channels }, () => 32),
      sampleFormat: 3,
      photometric: channels === 1 ? 1 : 2,
      pixels: Float32Array.from(values),
    });

  it("of a TIFF are scaled by a range, by default 0..1, and written as 16 bits", async () => {
    const image = await readImage(tiff([0, 0.25, 1, 1.5, -0.5]));
    expect([...image.data]).toEqual([0, 63.75, 255, 382.5, -127.5]);
    expect(image).toMatchObject({ channels: 1, bitDepth: 16, notes: [expect.stringContaining("floats")] });
    expect([...(await readImage(tiff([0, 0.5, 1], 3))).data]).toEqual([0, 127.5, 255]);
    expect([...(await readImage(tiff([-10, 0, 10]), { range: [-10, 10] })).data]).toEqual([0, 127.5, 255]);
  });

  it("of a TIFF far outside 0..1 are rejected until a range is given", async () => {
    expect(await failure(tiff([0, 100, 255]))).toMatch(
      /reach from 0 to 255, far beyond 0 .* specify their range/,
    );
    expect([...(await readImage(tiff([0, 100, 255]), { range: [0, 255] })).data]).toEqual([0, 100, 255]);
    expect(await failure(tiff([0, Number.NaN]))).toMatch(/one of its values is NaN/);
  });

  it("of a .npy have a range, too; without one, levels within 0..1 cause a note", async () => {
    const npy = encodeNpy(Float32Array.of(0, 0.5, 1), [1, 3]);
    const unclear = await readImage(npy);
    expect([...unclear.data]).toEqual([0, 0.5, 1]);
    expect(unclear.notes).toEqual([expect.stringMatching(/only values from 0 to 1.* its range is 0,1/)]);
    const clear = await readImage(npy, { range: [0, 1] });
    expect([...clear.data]).toEqual([0, 127.5, 255]);
    expect(clear).not.toHaveProperty("notes");
    expect(await readImage(encodeNpy(new Float32Array(3), [1, 3]))).not.toHaveProperty("notes");
  });

  it("reject a range that does not rise", async () => {
    for (const range of [
      [1, 0],
      [0, 0],
      [0, Number.NaN],
    ] as const) {
      await expect(readImage(tiff([0]), { range })).rejects.toThrow(RangeError);
    }
  });
});

describe("properties of files are kept, or their loss is reported", () => {
  it("lossless WebP stays lossless unless a quality is given", async () => {
    const image = randomImage({ width: 16, height: 16 });
    const file = await encodeImage(image, { format: "webp", lossless: true });
    const read = await readImage(file);
    expect(read).toMatchObject({ lossless: true, format: "webp" });
    expect((await readImage(await encodeImage(read, { format: "webp" }))).data).toEqual(image.data);
    const lossy = await readImage(await encodeImage(read, { format: "webp", quality: 90 }));
    expect(lossy).not.toHaveProperty("lossless");
    expect(lossy.data).not.toEqual(image.data);
  });

  it("CMYK without a profile is converted by a generic one", async () => {
    const parts = { width: 2, height: 1, bits: [8, 8, 8, 8], sampleFormat: 1, photometric: 5 } as const;
    const white = handmadeTiff({ ...parts, pixels: new Uint8Array(8) });
    const image = await readImage(white);
    expect([...image.data]).toEqual([255, 255, 255, 255, 255, 255]);
    expect(image.notes).toEqual([expect.stringMatching(/CMYK colours without a colour profile/)]);
    const black = await readImage(
      handmadeTiff({ ...parts, pixels: Uint8Array.of(0, 0, 0, 255, 0, 0, 0, 255) }),
    );
    expect(Math.max(...black.data)).toBeLessThan(60);
  });

  it("bit depth and metadata that a format cannot hold are reported", () => {
    const deep = randomImage({ bitDepth: 16 });
    expect(lostByEncoding(deep, { format: "jpeg" })).toEqual([expect.stringMatching(/8 of the 16 bits/)]);
    expect(lostByEncoding(deep, { format: "avif" })).toEqual([expect.stringMatching(/12 of the 16 bits/)]);
    expect(lostByEncoding(deep, { format: "png" })).toEqual([]);
    expect(lostByEncoding(randomImage(), { format: "jpeg" })).toEqual([]);
    const long = { ...randomImage(), exif: new Uint8Array(70_000) };
    expect(lostByEncoding(long, { format: "jpeg" })).toEqual([expect.stringMatching(/EXIF is longer/)]);
    expect(lostByEncoding(long, { format: "png" })).toEqual([]);
    expect(lostByEncoding(long, { format: "npy" })).toEqual([expect.stringMatching(/no EXIF/)]);
  });
});

it("readers throw only ImageReadErrors, for any bytes", async () => {
  const next = integers(7);
  const files = [
    await sharp(Buffer.alloc(300, 9), { raw: { width: 10, height: 10, channels: 3 } })
      .gif()
      .toBuffer(),
    handmadeTiff({
      width: 4,
      height: 4,
      bits: [32],
      sampleFormat: 3,
      photometric: 1,
      pixels: new Float32Array(16),
    }),
  ];
  const failures = new Set<string>();
  for (let trial = 0; trial < 300; trial++) {
    const file = new Uint8Array(files[trial % files.length]!);
    for (let edits = 1 + (next() % 8); edits > 0; edits--) file[next() % file.length] = next();
    const cut = trial % 3 === 0 ? file.subarray(0, 1 + (next() % file.length)) : file;
    const outcome: unknown = await readImage(cut, { maxPixels: 1e6 }).catch((error: unknown) => error);
    if (outcome instanceof Error) failures.add(outcome.name);
  }
  expect([...failures]).toEqual(["ImageReadError"]);
});
