import { describe, expect, it } from "vitest";
import { beyondSrgb } from "../src/codec/beyond-srgb.ts";

const pixels = (...levels: number[]): Uint8ClampedArray => Uint8ClampedArray.from(levels);

describe("beyondSrgb", () => {
  it("finds pixels that sRGB changes by more than rounding", () => {
    expect(beyondSrgb(pixels(9, 9, 9, 255, 255, 0, 0, 255), pixels(9, 9, 9, 255, 251, 0, 0, 255))).toBe(true);
    expect(beyondSrgb(pixels(9, 9, 9, 255), pixels(12, 6, 9, 255))).toBe(false);
  });

  it("ignores colours that are partly transparent", () => {
    expect(beyondSrgb(pixels(255, 0, 0, 254), pixels(234, 51, 35, 254))).toBe(false);
  });
});
