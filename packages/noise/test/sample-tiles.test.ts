import { describe, expect, it } from "vitest";
import { estimateNoise } from "../src/index.ts";
import { sampleTiles } from "../src/white/sample-tiles.ts";
import { addNoise } from "./gaussian-noise.ts";

describe("sampleTiles", () => {
  it.each([
    [640, 480],
    [4000, 3000],
    [20_000, 40],
    [33, 90_000],
  ])("of %i×%i pixels samples a bounded number, all inside, none twice in a tile", (width, height) => {
    const tiles = sampleTiles({ width, height });
    const count = tiles.width * tiles.height;
    expect(count).toBeLessThanOrEqual(400_000);
    expect(count).toBeGreaterThan(200_000);
    const rows = new Set<number>();
    for (let i = 0; i < count; i += tiles.width) {
      const [first, last] = [tiles.pixel(i), tiles.pixel(i + tiles.width - 1)];
      expect(last - first).toBe(tiles.width - 1);
      expect(Math.floor(last / width)).toBe(Math.floor(first / width));
      expect(last).toBeLessThan(width * height);
      rows.add(first);
    }
    expect(rows.size).toBe(count / tiles.width);
  });

  it("gives as good an estimate as the whole picture, and no patch crosses a seam", () => {
    const size = { width: 1600, height: 1100 };
    // Brightness jumps between tiles, so a patch across a seam would contain an edge.
    const clean = Float32Array.from(
      { length: size.width * size.height },
      (_, i) => 60 + ((i % 1600) / 1600) * 120,
    );
    const estimate = estimateNoise(addNoise(clean, 8, 5), size);
    expect(Math.abs(estimate / 8 - 1)).toBeLessThan(0.03);
    expect(estimateNoise(clean, size)).toBeLessThan(0.3);
  });
});
