import { randomStream } from "@genericdp/core";
import { standardTables, toOpponent } from "@genericdp/image";
import type { PixelImage } from "@genericdp/image";
import { beforeAll, describe, expect, it } from "vitest";
import { drawCamera, simulateCameraNoise } from "../../src/index.ts";
import type { Camera } from "../../src/index.ts";
import { noiseStatistics, readPhoto } from "../photos.ts";

/** Only noise in the light, on a sensor with three colours per pixel. */
const PLAIN: Camera = {
  shot: 0.002,
  read: 1e-5,
  whiteBalance: [1, 1],
  saturation: 0,
  contrast: 0,
  phase: { column: 0, row: 0 },
  blur: 0,
  sharpening: 0,
  flatLuma: 1,
  chromaGain: 1,
  chromaBlur: 1,
  chromaBlurShare: 0,
};
const SILENT: Camera = { ...PLAIN, shot: 0, read: 0, demosaicing: "edge-aware", whiteBalance: [1.8, 2.2] };

function flat(level: number, side = 96): PixelImage {
  const data = new Float32Array(3 * side * side).fill(level);
  return { data, width: side, height: side, channels: 3, bitDepth: 8 };
}

function noiseOf(clean: PixelImage, camera: Camera, seed = 1): Float32Array {
  const noisy = simulateCameraNoise(clean, randomStream(seed), camera);
  return noisy.map((level, i) => level - clean.data[i]!);
}

function spread(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

describe("simulateCameraNoise", () => {
  let photo: PixelImage;
  beforeAll(async () => {
    photo = await readPhoto("airplane", 256);
  });

  it("depends only on the patch and the stream, and does not change the patch", () => {
    const before = photo.data.slice();
    const runs = [5, 5, 6].map((seed) => simulateCameraNoise(photo, randomStream(seed)));
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[2]).not.toEqual(runs[0]);
    expect(photo.data).toEqual(before);
    expect(runs[0]!.every((level) => level === Math.round(level) && level >= 0 && level <= 255)).toBe(true);
  });

  it("changes nothing if the sensor has no noise, for any development", () => {
    const noise = noiseOf(photo, { ...SILENT, saturation: 0.5, contrast: 0.4, sharpening: 1, blur: 1 });
    expect(noise.every((level) => level === 0)).toBe(true);
  });

  it.each([40, 120, 200])("has shot and read noise of the specified variance, at gray level %i", (level) => {
    // The slope of the gray level over light, by finite differences.
    const light = (level / 255) ** 2.2;
    const slope = (255 * ((light + 1e-6) ** (1 / 2.2) - (light - 1e-6) ** (1 / 2.2))) / 2e-6;
    const camera = { ...PLAIN, shot: 2e-4, read: 1e-6 };
    // Rounding to bytes adds the variance 1/12.
    const expected = Math.sqrt(slope ** 2 * (camera.shot * light + camera.read) + 1 / 12);
    const measured = spread(noiseOf(flat(level), camera));
    expect(Math.abs(measured / expected - 1)).toBeLessThan(0.04);
  });

  it("correlates neighbours with either demosaicing, and not without", () => {
    const neighbours = [undefined, "bilinear", "edge-aware"].map((demosaicing) => {
      const camera = { ...PLAIN, demosaicing: demosaicing as Camera["demosaicing"] };
      const [luma] = toOpponent(noiseOf(flat(120), camera));
      return noiseStatistics(luma, 96).correlation[0]!;
    });
    expect(Math.abs(neighbours[0]!)).toBeLessThan(0.03);
    expect(neighbours[1]).toBeGreaterThan(0.35);
    expect(neighbours[2]).toBeGreaterThan(0.05);
  });

  it("makes chroma noise coarser and weaker with a chroma blur", () => {
    const camera: Camera = { ...PLAIN, demosaicing: "bilinear", chromaBlur: 2.5, chromaBlurShare: 1 };
    const planes = toOpponent(noiseOf(flat(120, 128), camera));
    const [luma, redBlue] = planes.map((plane) => noiseStatistics(plane, 128));
    expect(redBlue!.deviation).toBeLessThan(0.5 * luma!.deviation);
    expect(redBlue!.correlation[0]).toBeGreaterThan(0.85);
    expect(luma!.correlation[0]).toBeLessThan(0.7);
  });

  it("reduces noise in flat parts, but not in texture", () => {
    const half = flat(120).data.map((level, i) => {
      const x = Math.floor(i / 3) % 96;
      return x < 48 ? level : level + 45 * ((x ^ Math.floor(i / 288)) & 1) - 22;
    });
    const ratio = (flatLuma: number): number => {
      const noise = toOpponent(noiseOf({ ...flat(120), data: half }, { ...PLAIN, flatLuma }))[0];
      const part = (right: boolean) => noise.filter((_, i) => i % 96 > 52 === right && (i % 96) - 48 !== 0);
      return spread(part(true)) / spread(part(false));
    };
    expect(ratio(3)).toBeGreaterThan(1.4 * ratio(1));
  });

  it("quantises like JPEG", () => {
    const jpeg = { ...standardTables(60), subsampling: [2, 2] as const };
    const without = noiseOf(flat(120), PLAIN);
    const compressed = noiseOf(flat(120), { ...PLAIN, jpeg });
    // Chroma has half the size, and coefficients below half a step are lost.
    const [, before] = toOpponent(without);
    const [, after] = toOpponent(compressed);
    expect(spread(after)).toBeLessThan(0.6 * spread(before));
  });

  /**
   * Statistics of 56 crops from three cameras; deviations in gray levels, of noise in files of quality 75.
   */
  it("covers the range of real cameras: luma of 2 to 20, chroma coarser than luma", () => {
    const cameras = Array.from({ length: 24 }, (_, seed) => {
      const camera = { ...drawCamera(randomStream(77, seed)), jpeg: undefined };
      const [luma, chroma] = toOpponent(noiseOf(photo, camera, seed));
      return [noiseStatistics(luma, 256), noiseStatistics(chroma, 256)] as const;
    });
    const sorted = (values: number[]): number[] => values.toSorted((a, b) => a - b);
    const deviations = sorted(cameras.map(([luma]) => luma.deviation));
    expect(deviations[2]).toBeLessThan(4);
    expect(deviations[21]).toBeGreaterThan(9);
    const fine = sorted(cameras.map(([luma]) => luma.correlation[0]!));
    const coarse = sorted(cameras.map(([, chroma]) => chroma.correlation[0]!));
    expect(fine[12]).toBeGreaterThan(0.3);
    expect(fine[12]).toBeLessThan(0.75);
    expect(coarse[12]).toBeGreaterThan(0.75);
    const share = sorted(cameras.map(([luma, chroma]) => chroma.deviation / luma.deviation));
    expect(share[12]).toBeLessThan(0.9);
  });
});
