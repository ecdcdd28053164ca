import { describe, expect, it } from "vitest";
import { encodeImage, readImage, readLargeImage, readSize } from "../src/node.ts";
import type { EncodeImageOptions } from "../src/node.ts";
import type { PixelImage } from "../src/index.ts";
import { handmadePng, randomImage } from "./synthetic-images.ts";

const KINDS = ([1, 3] as const).flatMap((channels) =>
  ([8, 16] as const).flatMap((bitDepth) =>
    [false, true].map((alpha) => ({ channels, bitDepth, alpha }) as const),
  ),
);

const whole = ({ width, height }: { width: number; height: number }) => ({ left: 0, top: 0, width, height });

describe.each(KINDS)("a large image of $channels channels, $bitDepth bits, alpha: $alpha", (kind) => {
  const image = randomImage({ ...kind, width: 37, height: 23 });

  it("has the levels of the file, also in parts", async () => {
    const large = await readLargeImage(await encodeImage(image, { format: "png" }));
    const read = large.read(whole(image));
    expect(near(read.data, image.data)).toBe(true);
    if (image.alpha) expect(near(read.alpha!, image.alpha)).toBe(true);
    const part = large.read({ left: 5, top: 7, width: 11, height: 3 });
    const { channels } = image;
    expect(near(part.data.subarray(0, channels), image.data.subarray((7 * 37 + 5) * channels))).toBe(true);
    expect(() => large.read({ left: 30, top: 0, width: 8, height: 1 })).toThrow(RangeError);
  });

  it.each<EncodeImageOptions>([
    { format: "png" },
    { format: "tiff" },
    { format: "png", bitDepth: 8 },
    { format: "webp", lossless: true },
    { format: "avif", lossless: true },
    { format: "jpeg" },
  ])("with other levels is encoded as encodeImage would: %j", async (options) => {
    const source = options.format === "jpeg" && image.alpha ? opaque(image) : image;
    const large = await readLargeImage(await encodeImage(source, { format: "png" }));
    const part = { left: 3, top: 2, width: 20, height: 9 };
    const levels = large.read(part).data.map((level) => 300 - 1.3 * level);
    large.write(part, levels);
    const wanted = { ...source, data: source.data.slice() };
    for (let y = 0; y < part.height; y++) {
      const row = levels.subarray(y * part.width * wanted.channels, (y + 1) * part.width * wanted.channels);
      wanted.data.set(row, ((part.top + y) * wanted.width + part.left) * wanted.channels);
    }
    const [got, expected] = [await large.encode(options), await encodeImage(wanted, options)];
    const [a, b] = [await readImage(got), await readImage(expected)];
    expect({ ...a, data: [], alpha: [] }).toEqual({ ...b, data: [], alpha: [] });
    // Rounded twice if the depth changes.
    const worst = a.data.reduce((most, level, i) => Math.max(most, Math.abs(level - b.data[i]!)), 0);
    expect(worst).toBeLessThanOrEqual(image.bitDepth === 8 ? 0 : options.format === "jpeg" ? 8 : 1);
    if (b.alpha) expect(near(a.alpha!, b.alpha)).toBe(true);
  });
});

const near = (a: Float32Array, b: Float32Array): boolean =>
  a.every((level, i) => Math.abs(level - b[i]!) < 1e-3);

function opaque(image: PixelImage): PixelImage {
  return { ...image, alpha: image.alpha!.map(() => 255) };
}

describe("a large image", () => {
  it("keeps its metadata, or removes it on request", async () => {
    const image = { ...randomImage(), density: 300, xmp: "<x:xmpmeta xmlns:x='adobe:ns:meta/'/>" };
    const file = await encodeImage(image, { format: "tiff" });
    expect((await readLargeImage(file)).facts).toMatchObject({ density: 300, xmp: image.xmp });
    expect((await readLargeImage(file, { strip: "all" })).facts).not.toHaveProperty("xmp");
    const back = await readImage(await (await readLargeImage(file)).encode({ format: "jpeg" }));
    expect(back).toMatchObject({ density: 300, xmp: image.xmp });
  });

  it("with transparency is rejected as JPEG before encoding, and any image as .npy", async () => {
    const large = await readLargeImage(await encodeImage(randomImage({ alpha: true }), { format: "png" }));
    expect(() => large.check({ format: "jpeg" })).toThrow(/transparency, which JPEG does not hold/);
    expect(() => large.check({ format: "npy" })).toThrow(/float32/);
    await expect(large.encode({ format: "jpeg" })).rejects.toThrow(/transparency/);
    large.check({ format: "webp" });
  });

  it("has the size in its header, with the usual limit", async () => {
    const file = await encodeImage(randomImage({ width: 9, height: 4 }), { format: "png" });
    expect(await readSize(file)).toEqual({ width: 9, height: 4, isFloat: false });
    await expect(readLargeImage(file, { maxPixels: 35 })).rejects.toThrow(/9×4 pixels/);
    const bomb = handmadePng({ width: 100_000, height: 100_000, bits: 8, colourType: 0, rows: [[0]] });
    expect(await readSize(bomb)).toMatchObject({ width: 100_000 });
    await expect(readLargeImage(bomb)).rejects.toThrow(/10000 megapixels/);
    await expect(readSize(new Uint8Array(3))).rejects.toThrow(/not in a known image format/);
  });
});
