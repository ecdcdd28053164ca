import sharp from "sharp";
import type { Sharp } from "sharp";
import { describe, expect, it } from "vitest";
import { explainFile } from "../src/codec/explain-file.ts";
import { fileKind } from "../src/codec/file-kind.ts";
import type { FileKind } from "../src/codec/file-kind.ts";
import { headerSize } from "../src/codec/header-size.ts";

const picture = (width: number, height: number): Sharp =>
  sharp({ create: { width, height, channels: 4, background: { r: 200, g: 90, b: 30, alpha: 0.5 } } });

const formats = ["png", "jpeg", "webp", "gif", "avif"] as const;

describe("fileKind", () => {
  it.each(formats)("recognises %s by its first bytes, regardless of the name", async (format) => {
    expect(fileKind(await picture(9, 7).toFormat(format).toBuffer())).toBe(format);
  });

  it("recognises formats that browsers cannot read, and files that are not images", () => {
    const kinds: readonly [string, FileKind][] = [
      ["\0\0\0\u0018ftypheic", "heic"],
      ["\0\0\0\u0018ftypmif1", "heic"],
      ["II*\0", "tiff"],
      ["%PDF-1.4", "pdf"],
      ["BM\0\0", "bmp"],
      ["", "empty"],
      ["hello", "unknown"],
      ["\0\0\0\u0018ftypisom", "unknown"],
    ];
    for (const [text, kind] of kinds) expect(fileKind(Buffer.from(text, "latin1"))).toBe(kind);
  });
});

describe("headerSize", () => {
  it.each([
    ["png", {}],
    ["jpeg", {}],
    ["webp", {}],
    ["webp", { lossless: true }],
    ["webp", { quality: 40, alphaQuality: 10 }],
    ["gif", {}],
    ["avif", {}],
  ] as const)("reads the size of a %s %j without decoding it", async (format, options) => {
    for (const [width, height] of [
      [1, 1],
      [37, 600],
      [1025, 3],
    ] as const) {
      const opaque =
        options && "lossless" in options ? picture(width, height) : picture(width, height).removeAlpha();
      for (const image of [opaque, picture(width, height)]) {
        const bytes = await image.toFormat(format, options).toBuffer();
        expect(headerSize(bytes, format)).toEqual({ width, height });
      }
    }
  });

  it("skips the metadata before a JPEG's size", async () => {
    const bytes = await picture(31, 17)
      .withExif({ IFD0: { Copyright: "x".repeat(20_000) } })
      .jpeg()
      .toBuffer();
    expect(headerSize(bytes, "jpeg")).toEqual({ width: 31, height: 17 });
  });

  it("returns undefined for truncated headers and other kinds", async () => {
    for (const format of ["png", "jpeg", "webp"] as const) {
      const bytes = await picture(31, 17).toFormat(format).toBuffer();
      for (let length = 0; length < 16; length++) {
        expect(headerSize(bytes.subarray(0, length), format)).toBeUndefined();
      }
    }
    expect(headerSize(await picture(31, 17).tiff().toBuffer(), "tiff")).toBeUndefined();
  });
});

it("each kind of unreadable file has its own headline and advice", () => {
  const kinds: readonly FileKind[] = ["empty", "heic", "tiff", "pdf", "unknown", "jpeg"];
  const errors = kinds.map((kind) => explainFile("a", kind));
  expect(new Set(errors.map(({ message }) => message)).size).toBe(kinds.length);
  for (const { advice } of errors) expect(advice.length).toBeGreaterThan(20);
});

it("the message names a file that no browser opens, and gives advice", () => {
  const explain = (text: string): readonly string[] => {
    const start = Buffer.from(text, "latin1");
    const { message, advice } = explainFile("photo", fileKind(start), start);
    return [message, advice];
  };
  expect(explain("\u00ff\u000a\u0010\u0010")).toEqual([
    "“photo” is a JPEG XL image",
    expect.stringMatching(/^Convert it to PNG or JPEG first.*\.$/),
  ]);
  expect(explain("\0\0\0\u0018ftypisom")[0]).toBe("“photo” is a video");
  expect(explain("Dear diary")[0]).toBe("“photo” is not an image");
});
