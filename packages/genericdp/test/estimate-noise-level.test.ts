import { estimateNoise } from "@genericdp/noise";
import { describe, expect, it } from "vitest";
import { estimateNoiseLevel } from "../src/index.ts";
import { noisyPicture, toRgba } from "./pictures.ts";

describe("estimateNoiseLevel", () => {
  it.each([1, 3] as const)("estimates the noise of gray levels in %i channels", (channels) => {
    for (const noiseLevel of [5, 15, 25, 50]) {
      const found = estimateNoiseLevel(noisyPicture(128, 128, channels, noiseLevel));
      expect(Math.abs(found - noiseLevel)).toBeLessThan(1.5);
    }
  });

  it("is the root mean square over red, green and blue", () => {
    const size = { width: 64, height: 64 };
    const planes = [5, 10, 20].map((noiseLevel) => noisyPicture(64, 64, 1, noiseLevel).data);
    const data = Float32Array.from({ length: 3 * 64 * 64 }, (_, i) => planes[i % 3]![Math.floor(i / 3)]!);
    const [r, g, b] = planes.map((plane) => estimateNoise(plane, size));
    const expected = Math.sqrt((r! ** 2 + g! ** 2 + b! ** 2) / 3);
    expect(estimateNoiseLevel({ data, ...size })).toBeCloseTo(expected, 10);
  });

  it("accepts RGBA bytes with any alpha, and treats gray ones as gray", () => {
    for (const channels of [1, 3] as const) {
      const picture = noisyPicture(64, 64, channels, 10);
      const data = toRgba(picture);
      const found = estimateNoiseLevel({ data, width: 64, height: 64 });
      expect(Math.abs(found - 10)).toBeLessThan(1.5);
      const opaque = data.map((value, i) => (i % 4 === 3 ? 255 : value));
      expect(estimateNoiseLevel({ data: opaque, width: 64, height: 64 })).toBe(found);
    }
  });

  it("gives a rough estimate for a small image", () => {
    for (const noiseLevel of [5, 15, 25, 50]) {
      for (const [width, height] of [
        [20, 40],
        [16, 16],
        [31, 31],
      ] as const) {
        const found = estimateNoiseLevel(noisyPicture(width, height, 1, noiseLevel));
        expect(found / noiseLevel).toBeGreaterThan(0.7);
        expect(found / noiseLevel).toBeLessThan(1.5);
      }
    }
  });

  it("is 0 for an icon of flat colours and for images without measurable pixels", () => {
    const icon = Float32Array.from({ length: 16 * 16 }, (_, i) => (i % 16 < 5 || i > 130 ? 250 : 20));
    expect(estimateNoiseLevel({ data: icon, width: 16, height: 16 })).toBe(0);
    for (const [width, height] of [
      [1, 1],
      [1, 9],
      [9, 1],
    ] as const) {
      const data = Float32Array.from({ length: width * height }, (_, i) => 20 * i);
      expect(estimateNoiseLevel({ data, width, height })).toBe(0);
    }
  });
});
