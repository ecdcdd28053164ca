import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { carryMetadata, frameCount, readMetadata } from "../src/browser.ts";
import { readImage } from "../src/node.ts";
import { photo, xmpOf } from "./exif-blocks.ts";

const FORMATS = ["jpeg", "png", "webp"] as const;
const [width, height] = [30, 40];

/** A file as a canvas encodes it: without metadata. */
function bare(format: (typeof FORMATS)[number], lossless = false): Promise<Buffer> {
  const create = { width, height, channels: 3, background: "teal" } as const;
  const image = sharp({ create });
  return (format === "webp" ? image.webp({ lossless }) : image.toFormat(format)).toBuffer();
}

describe.each(FORMATS)("the metadata of a %s", (from) => {
  it.each(FORMATS)("is in a %s afterwards, for an image that is now upright", async (to) => {
    const original = { file: await photo(from), format: from };
    for (const lossless of [false, true]) {
      const size = { width, height, strip: "none" } as const;
      const file = await carryMetadata(original, { file: await bare(to, lossless), format: to }, size);
      const { exif, xmp, ...image } = await readImage(file);
      const { exif: same, xmp: text } = await readImage(original.file);
      expect(exif).toEqual(same);
      expect([xmp, text]).toEqual([xmpOf(1), xmpOf(1)]);
      expect(image.data).toEqual((await readImage(await bare(to, lossless))).data);
      expect(await readMetadata(file, to)).toEqual({ exif, xmp });
      expect((await sharp(file).metadata()).orientation ?? 1).toBe(1);
    }
  });

  it("is left out where that is asked, or only the place", async () => {
    const original = { file: await photo(from), format: from };
    const encoded = { file: await bare(from), format: from };
    expect(await carryMetadata(original, encoded, { width, height, strip: "all" })).toEqual(encoded.file);
    const placeless = await carryMetadata(original, encoded, { width, height, strip: "gps" });
    const text = (file: Uint8Array): string => Buffer.from(file).toString("latin1");
    expect(text(placeless)).toContain("Camera Works");
    expect((await sharp(placeless).metadata()).exif?.includes("Camera Works")).toBe(true);
    const { exif } = await readMetadata(placeless, from);
    expect(exif).not.toEqual((await readMetadata(original.file, from)).exif);
  });

  it("that is not there, or cut off, is no error", async () => {
    const encoded = { file: await bare(from), format: from };
    const whole = await photo(from);
    for (let length = 0; length < whole.length; length += 13) {
      const cut = { file: whole.subarray(0, length), format: from };
      const file = await carryMetadata(cut, encoded, { width, height, strip: "gps" });
      expect((await sharp(file).metadata()).width).toBe(width);
    }
  });
});

it("IPTC and comments stay in a JPEG", async () => {
  const file = new Uint8Array(await bare("jpeg"));
  const comment = [0xff, 0xfe, 0, 7, ...Buffer.from("hello")];
  const original = Uint8Array.from([...file.subarray(0, 2), ...comment, ...file.subarray(2)]);
  const given = { file: original, format: "jpeg" } as const;
  const size = { width, height, strip: "none" } as const;
  const carried = await carryMetadata(given, { ...given, file }, size);
  expect(await readMetadata(carried, "jpeg")).toEqual({ comment: "hello" });
});

describe("the frames of a file", () => {
  const frames = (count: number): Promise<Buffer> => {
    const raw = { width: 8, height: 8 * count, channels: 3, pageHeight: 8 } as const;
    const data = Uint8Array.from({ length: 8 * 8 * 3 * count }, (_, i) => (i * 31) % 256);
    return sharp(data, { raw }).gif().toBuffer();
  };

  it.each([1, 2, 7])("%i are counted in a GIF and a WebP", async (count) => {
    const gif = await frames(count);
    expect(frameCount(gif)).toBe(count);
    expect(frameCount(await sharp(gif, { animated: true }).webp().toBuffer())).toBe(count);
  });

  it("are one in a still image, and in what is none", async () => {
    for (const format of FORMATS) expect(frameCount(await bare(format))).toBe(1);
    expect(frameCount(new Uint8Array())).toBe(1);
  });
});
