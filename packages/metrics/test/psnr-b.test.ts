import { describe, expect, it } from "vitest";
import { psnr, psnrB } from "../src/index.ts";
import { addNoise } from "./gaussian-noise.ts";

const size = { width: 20, height: 17 };
const hills = Float64Array.from(
  { length: 20 * 17 },
  (_, i) => 120 + 40 * Math.sin(i % 20) * Math.cos(i / 50),
);

describe("psnrB", () => {
  it("equals PSNR if neighbours across block edges differ no more than others", () => {
    // All differences are one.
    const ramp = Float64Array.from({ length: 20 * 17 }, (_, i) => (i % 20) + Math.floor(i / 20));
    const other = ramp.map((level, i) => level + (i % 2) - 0.5);
    expect(psnrB(other, ramp, size)).toBeCloseTo(psnr(other, ramp), 12);
  });

  it("adds the excess at block edges to the error", () => {
    // Constant blocks: neighbours differ only at block edges, by 10 horizontally and 4 vertically.
    const blocks = Float64Array.from({ length: 16 * 16 }, (_, i) => 10 * ((i % 16) >> 3) + 4 * (i >> 7));
    const reference = blocks.map((level) => level + 3);
    const excess = (10 ** 2 + 4 ** 2) / 2;
    const bef = (excess * 3) / 4;
    const expected = 10 * Math.log10(255 ** 2 / (9 + bef));
    expect(psnrB(reference, blocks, { width: 16, height: 16 })).toBeCloseTo(expected, 10);
  });

  it("never exceeds PSNR, and depends on the side of the blocks", () => {
    for (let seed = 1; seed < 20; seed++) {
      const estimate = addNoise(Float32Array.from(hills), 2 * seed, seed);
      expect(psnrB(hills, estimate, size)).toBeLessThanOrEqual(psnr(hills, estimate));
    }
    const steps = hills.map((level, i) => level + ((i % 20) % 5 === 0 ? 30 : 0));
    expect(psnrB(hills, steps, { ...size, block: 5 })).toBeLessThan(
      psnrB(hills, steps, { ...size, block: 7 }),
    );
  });

  it.each([
    [{ width: 10, height: 17 }, "expected 10×17 = 170 pixels, got 340"],
    [{ ...size, block: 17 }, "expected integer sides of at least 18 pixels, got 20×17"],
    [{ ...size, block: 1 }, "expected a whole block above 1, got 1"],
    [{ ...size, peak: 0 }, "peak"],
  ])("rejects %o", (options, message) => {
    expect(() => psnrB(hills, hills, options)).toThrow(message);
  });
});
