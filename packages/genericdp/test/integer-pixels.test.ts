import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { denoise, upscale } from "../src/index.ts";
import type { IntegerImage, RawImage } from "../src/index.ts";
import { fromPixels, toPixels } from "../src/pixels.ts";
import { largestDifference, noisyPicture } from "./pictures.ts";
import { smallModel } from "./small-model.ts";

const model = smallModel();
const [width, height] = [20, 16];
const arrays = { Uint8Array, Uint16Array, Buffer };

/** The same image as integers, with alpha if there are 2 or 4 channels. */
function integers(kind: keyof typeof arrays, channels: 1 | 2 | 3 | 4): IntegerImage & { name: string } {
  const most = kind === "Uint16Array" ? 65535 : 255;
  const { data: levels } = noisyPicture(width, height, channels > 2 ? 3 : 1, 10);
  const colours = channels > 2 ? 3 : 1;
  const data = kind === "Buffer" ? Buffer.alloc(channels * 320) : new arrays[kind](channels * 320);
  for (let i = 0; i < 320; i++) {
    for (let c = 0; c < colours; c++) data[channels * i + c] = (levels[colours * i + c]! * most) / 255;
    if (channels > colours) data[channels * i + colours] = most - i;
  }
  return { data, width, height, channels, name: "mine" };
}

describe("integers", () => {
  it("of every type, number of channels and value survive the conversion to gray levels and back", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(arrays) as (keyof typeof arrays)[])),
        fc.constantFrom(1, 2, 3, 4),
        fc.infiniteStream(fc.nat(65535)),
        (kind, channels, values) => {
          const numbers = [...values.take(6 * channels)];
          const data = kind === "Buffer" ? Buffer.from(numbers) : arrays[kind].from(numbers);
          const image = { data, width: 3, height: 2, channels };
          const back = fromPixels(image, toPixels(image));
          expect(back).toEqual(image);
          expect(back.data.constructor).toBe(data.constructor);
          expect(back.data).not.toBe(data);
        },
      ),
    );
  });

  it.each([
    { data: new Uint8Array(640), width: 20, height: 16, channels: 3 },
    { data: new Uint8Array(641), width: 20, height: 16 },
    { data: new Uint16Array(0), width: 20, height: 16 },
    { data: new Uint8Array(5 * 320), width: 20, height: 16 },
    { data: new Float32Array(4 * 320), width: 20, height: 16, channels: 4 },
  ])("that do not fit are rejected: $data.length, $channels channels", async (image) => {
    await expect(denoise(image as IntegerImage, { model, noiseLevel: 9 })).rejects.toThrow(RangeError);
  });

  for (const inline of [true, false]) {
    describe.each(Object.keys(arrays) as (keyof typeof arrays)[])(`in a %s, inline: ${inline}`, (kind) => {
      it.each([1, 2, 3, 4] as const)("with %i channels, are returned as the same type", async (channels) => {
        const image = integers(kind, channels);
        const before = image.data.slice();
        const options = { model, inline, noiseLevel: 9 };
        const clean = await denoise(image, options);
        expect(image.data).toEqual(before);
        expect(clean).toMatchObject({ width, height, channels, name: "mine" });
        expect(clean.data.constructor).toBe(image.data.constructor);
        // Like the levels of the same image.
        const pixels = toPixels(image);
        const levels = await denoise(pixels, options);
        expect(largestDifference(toPixels(clean).data, levels.data)).toBeLessThanOrEqual(0.51);
        expect(toPixels(clean).alpha).toEqual(pixels.alpha);
        const large = await upscale(image, { ...options, scale: 2, iterations: 1 });
        expect(large).toMatchObject({ width: 40, height: 32, channels });
        expect(large.data).toHaveLength(40 * 32 * channels);
      });
    });
  }
});

describe("raw pixels of sharp", () => {
  it.each([1, 3, 4] as const)("with %i channels", async (channels) => {
    const { data } = integers("Buffer", channels);
    const file = await sharp(data, { raw: { width, height, channels } }).png().toBuffer();
    const raw = await sharp(file).raw().toBuffer({ resolveWithObject: true });
    const clean: typeof raw = await upscale(raw, { model, scale: 2, noiseLevel: 9, iterations: 1 });
    expect(clean.info).toEqual({ ...raw.info, width: 40, height: 32, size: clean.data.length });
    const again = await sharp(clean.data, { raw: clean.info }).png().toBuffer();
    const { channels: kept } = raw.info;
    expect(await sharp(again).metadata()).toMatchObject({ width: 40, height: 32, channels: kept });
    const plain: RawImage = { data: new Uint8Array(raw.data), info: { width, height, channels: kept } };
    expect((await upscale(plain, { model, scale: 2, noiseLevel: 9, iterations: 1 })).data).toEqual(
      new Uint8Array(clean.data),
    );
  });
});
