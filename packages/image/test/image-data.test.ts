import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromImageData, toImageData } from "../src/browser.ts";
import { pixelImage } from "../src/index.ts";

const side = fc.integer({ min: 1, max: 8 });
const rgba = fc
  .tuple(side, side)
  .chain(([width, height]) =>
    fc
      .uint8ClampedArray({ minLength: 4 * width * height, maxLength: 4 * width * height })
      .map((data) => ({ data, width, height })),
  );

describe("fromImageData and toImageData", () => {
  it("return every canvas exactly, including alpha", () => {
    fc.assert(
      fc.property(rgba, (source) => {
        const back = toImageData(fromImageData(source));
        expect([back.width, back.height]).toEqual([source.width, source.height]);
        expect([...back.data]).toEqual([...source.data]);
      }),
    );
  });

  it("drop alpha if and only if every pixel is opaque", () => {
    const opaque = Uint8ClampedArray.of(1, 2, 3, 255, 4, 5, 6, 255);
    expect(fromImageData({ data: opaque, width: 2, height: 1 })).not.toHaveProperty("alpha");
    const sheer = Uint8ClampedArray.of(1, 2, 3, 255, 4, 5, 6, 254);
    expect(fromImageData({ data: sheer, width: 2, height: 1 }).alpha).toEqual(Float32Array.of(255, 254));
  });

  it("round halves up and clamp", () => {
    const data = Float32Array.of(-3, 0.49, 0.5, 1.5, 2.5, 254.49, 254.5, 255.4, 1e9);
    const bytes = toImageData(pixelImage({ data, width: 9, height: 1, channels: 1 })).data;
    const reds = bytes.filter((_, i) => i % 4 === 0);
    expect([...reds]).toEqual([0, 0, 1, 2, 3, 254, 255, 255, 255]);
  });

  it("show gray in all three colours, opaque", () => {
    const image = pixelImage({ data: Float32Array.of(7, 200), width: 2, height: 1 });
    expect([...toImageData(image).data]).toEqual([7, 7, 7, 255, 200, 200, 200, 255]);
  });

  it("reject invalid lengths, types and values", () => {
    const data = new Uint8ClampedArray(12);
    expect(() => fromImageData({ data, width: 2, height: 2 })).toThrow(/expected 4·2·2 bytes, got 12/);
    const none = { data: new Uint8ClampedArray(0), width: 0, height: 3 };
    expect(() => fromImageData(none)).toThrow(/width to be a positive/);
    const image = pixelImage({ data: new Float32Array(4), width: 2, height: 2 });
    image.data[3] = Number.NaN;
    expect(() => toImageData(image)).toThrow(/got NaN at row 1, column 1/);
  });
});

describe("pixelImage", () => {
  it("determines the channels, and has 8 bits by default", () => {
    const colour = pixelImage({ data: new Float32Array(6), width: 2, height: 1 });
    expect(colour).toMatchObject({ channels: 3, bitDepth: 8 });
    expect(pixelImage({ data: new Float32Array(6), width: 2, height: 3 }).channels).toBe(1);
  });

  const data = new Float32Array(6);
  it.each([
    [{ data, width: 2, height: 2 }, /expected 4 levels of data, which is 2 rows × 2 columns, got 6/],
    [{ data, width: 1.5, height: 4 }, /width to be a positive integer, got 1\.5/],
    [{ data, width: 2, height: -3 }, /height to be a positive integer, got -3/],
    [
      { data, width: 2, height: 1, alpha: new Float32Array(3) },
      /expected 2 levels of alpha, which is 1 rows × 2 columns, got 3/,
    ],
    [{ data: Float32Array.of(1, Infinity), width: 1, height: 2 }, /got Infinity at row 1, column 0/],
    [{ data, width: 2, height: 3, density: 0 }, /density/],
  ])("rejects %j", (init, message) => {
    expect(() => pixelImage(init)).toThrow(message);
  });
});
