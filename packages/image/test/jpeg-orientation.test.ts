import sharp from "sharp";
import type { Sharp } from "sharp";
import { describe, expect, it } from "vitest";
import { jpegOrientation } from "../src/index.ts";

const picture = (width: number, height: number): Sharp =>
  sharp({ create: { width, height, channels: 4, background: { r: 200, g: 90, b: 30, alpha: 0.5 } } });

describe("jpegOrientation", () => {
  it("reads the orientation, also from a part of a file", async () => {
    for (let orientation = 1; orientation <= 8; orientation++) {
      const bytes = await picture(16, 8).removeAlpha().jpeg().withMetadata({ orientation }).toBuffer();
      expect(jpegOrientation(bytes)).toBe(orientation);
      for (let end = 0; end < 200; end++) {
        expect([1, orientation]).toContain(jpegOrientation(bytes.subarray(0, end)));
      }
    }
  });

  it("is 1 without EXIF, without the tag, and for invalid values, in either byte order", async () => {
    expect(jpegOrientation(await picture(9, 7).removeAlpha().jpeg().toBuffer())).toBe(1);
    const exif = (order: "II" | "MM", value: number): Uint8Array => {
      const view = new DataView(new ArrayBuffer(64));
      const little = order === "II";
      [0xff, 0xd8, 0xff, 0xe1, 0, 50].forEach((byte, i) => view.setUint8(i, byte));
      [...`Exif\0\0${order}`].forEach((letter, i) => view.setUint8(6 + i, letter.charCodeAt(0)));
      view.setUint16(14, 42, little);
      view.setUint32(16, 8, little);
      view.setUint16(20, 1, little);
      view.setUint16(22, 0x0112, little);
      view.setUint16(30, value, little);
      return new Uint8Array(view.buffer);
    };
    expect([exif("II", 6), exif("MM", 3), exif("II", 9), exif("MM", 0)].map(jpegOrientation)).toEqual([
      6, 3, 1, 1,
    ]);
  });
});
