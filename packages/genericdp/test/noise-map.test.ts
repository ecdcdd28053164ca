import { addGaussianNoise, randomStream } from "@genericdp/core";
import { psnr } from "@genericdp/metrics";
import { grayTinyModel } from "@genericdp/model/gray-tiny";
import { blur, gaussianKernel, identity, mask } from "@genericdp/operators";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blurred, downscaled, restorer } from "../src/index.ts";
import type { LevelImage, Restorer } from "../src/index.ts";
import { cleanPicture } from "./pictures.ts";

let session: Restorer;
beforeAll(() => {
  session = restorer({ model: grayTinyModel(), inline: true });
});
afterAll(() => session.dispose());

const size = { width: 64, height: 56 };
const clean = cleanPicture(64, 56, 1);

interface Map {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

const mapOf = (level: (x: number, y: number) => number): Map => ({
  ...size,
  data: Float32Array.from(clean.data, (_, i) => level(i % 64, Math.floor(i / 64))),
});

function measure({ data }: Map): LevelImage {
  const unit = addGaussianNoise(new Float32Array(data.length), 1, randomStream(5));
  const noisy = clean.data.map((level, i) => level + (data[i]! < Infinity ? data[i]! : 500) * unit[i]!);
  return { ...size, data: noisy };
}

const quality = ({ data }: LevelImage): number => psnr(clean.data, data);

describe("a noise map", () => {
  it("that is constant equals a noise level", async () => {
    const map = mapOf(() => 12);
    const image = measure(map);
    const operator = identity();
    const uneven = await session.restore(image, { noise: { map } });
    const even = await session.restore(image, { operator }, { noiseLevel: 12 });
    // Weights of 1 use the same closed form.
    expect(uneven.data.findIndex((level, i) => Math.abs(level - even.data[i]!) > 1e-3)).toBe(-1);
  });

  it("equals a mask of σ_min/σ on the image and the measurement", async () => {
    const map = mapOf((x, y) => 5 + ((3 * x + 5 * y) % 40));
    const image = measure(map);
    const data = map.data.map((level) => 5 / level);
    const masked = { ...size, data: image.data.map((level, i) => level * data[i]!) };
    const uneven = await session.restore(image, { noise: { map } });
    const even = await session.restore(masked, { operator: mask({ ...size, data }) }, { noiseLevel: 5 });
    expect(Math.max(...uneven.data.map((level, i) => Math.abs(level - even.data[i]!)))).toBeLessThan(0.01);
  });

  it.each([
    ["pixels", (x: number, y: number) => ((7 * x + 11 * y) % 10 < 3 ? 50 : 8)],
    ["squares", (x: number, y: number) => (((x >> 3) + (y >> 3)) % 2 ? 40 : 5)],
  ])("of noisy %s is better than a single level", async (_, level) => {
    const map = mapOf(level);
    const image = measure(map);
    const middle = Math.sqrt(map.data.reduce((sum, each) => sum + each ** 2, 0) / map.data.length);
    const usual = await session.denoise(image, { noiseLevel: middle });
    const uneven = await session.restore(image, { noise: { map } });
    expect(quality(uneven)).toBeGreaterThan(quality(usual) + 2);
  });

  it("fills in pixels with an infinite level, regardless of their values", async () => {
    const map = mapOf((x, y) => ((7 * x + 11 * y) % 10 < 3 ? Infinity : 3));
    const image = measure(map);
    const other = { ...size, data: image.data.map((level, i) => (map.data[i] === Infinity ? 0 : level)) };
    const restored = await session.restore(image, { noise: { map } });
    expect(quality(restored)).toBeGreaterThan(quality(image) + 15);
    expect(await session.restore(other, { noise: { map } })).toEqual(restored);
  });

  it.each([
    ["a circular blur", { operator: blur(gaussianKernel(1.2), { boundary: "circular" }) }],
    ["a blur with unknown border", blurred(gaussianKernel(1.2))],
    ["lost resolution", downscaled(2)],
  ])("sets the relative weights for %s if a level is given", async (_, degradation) => {
    const image = measure(mapOf(() => 3));
    const maps = [mapOf((x) => (x < 32 ? 3 : 30)), mapOf((x) => (x < 32 ? 1 : 10))];
    const [one, two] = await Promise.all(
      maps.map((map) =>
        session.restore(image, { ...degradation, noise: { map } }, { noiseLevel: 3, iterations: 2 }),
      ),
    );
    const farthest = Math.max(...one!.data.map((level, i) => Math.abs(level - two!.data[i]!)));
    expect(farthest).toBeLessThan(0.05);
    const even = await session.restore(image, degradation, { noiseLevel: 3, iterations: 2 });
    expect(one!.data.some((level, i) => Math.abs(level - even.data[i]!) > 1)).toBe(true);
  });

  it("must have the size of the image", async () => {
    const map = { width: 2, height: 1, data: [1, 2] };
    await expect(session.restore({ ...size, data: clean.data }, { noise: { map } })).rejects.toThrow(
      "expected a noise map of 64×56, the size of the image, got 2×1",
    );
  });
});
