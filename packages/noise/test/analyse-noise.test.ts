import { addGaussianNoise, randomStream } from "@genericdp/core";
import { standardTables, toOpponent } from "@genericdp/image";
import type { PixelImage } from "@genericdp/image";
import { beforeAll, describe, expect, it } from "vitest";
import {
  analyseNoise,
  describeNoise,
  drawCamera,
  isNearlyClean,
  quantizeJpeg,
  simulateCameraNoise,
} from "../src/index.ts";
import type { Camera } from "../src/index.ts";
import { gaussianBlur } from "../src/camera/gaussian-blur.ts";
import { readPhoto } from "./photos.ts";

const CAMERA: Camera = {
  shot: 0.004,
  read: 2e-5,
  whiteBalance: [1.7, 2],
  saturation: 0.3,
  contrast: 0.3,
  demosaicing: "edge-aware",
  phase: { column: 1, row: 0 },
  blur: 0.6,
  sharpening: 0.2,
  flatLuma: 1,
  chromaGain: 1,
  chromaBlur: 2.5,
  chromaBlurShare: 0.9,
};

function noisy(image: PixelImage, level: number, seed: number): PixelImage {
  const data = addGaussianNoise(image.data, level, randomStream(seed));
  return { ...image, data: new Float32Array(data) };
}

function deviations(image: PixelImage, clean: PixelImage): number[] {
  const noise = toOpponent(image.data.map((level, i) => level - clean.data[i]!));
  return noise.map((plane) => Math.sqrt(plane.reduce((sum, value) => sum + value * value, 0) / plane.length));
}

describe("analyseNoise", () => {
  let photos: PixelImage[];
  beforeAll(async () => {
    photos = [await readPhoto("airplane", 384), await readPhoto("acanthus", 300)];
  });

  it.each([5, 10, 20, 40])("finds white noise of σ = %i in each plane", (level) => {
    for (const [i, photo] of photos.entries()) {
      const { planes } = analyseNoise(noisy(photo, level, i));
      for (const plane of planes) {
        expect(Math.abs(plane.deviation / level - 1)).toBeLessThan(0.2);
        expect(plane.level).toBeGreaterThan(0.75 * level);
        expect(plane.level).toBeLessThan(1.4 * level);
      }
    }
  });

  it("distinguishes a clean photo from a noisy one", () => {
    for (const photo of photos) {
      const levels = analyseNoise(photo).planes.map(({ level }) => level);
      expect(Math.max(...levels)).toBeLessThan(2);
    }
  });

  it("finds the noise of a camera, luma and chroma each, and that it is coarse", () => {
    for (const [i, photo] of photos.entries()) {
      const data = simulateCameraNoise(photo, randomStream(3, i), CAMERA);
      const shot = { ...photo, data };
      const truth = deviations(shot, photo);
      const { planes } = analyseNoise(shot);
      planes.forEach((plane, c) => {
        expect(plane.deviation / truth[c]!).toBeGreaterThan(0.6);
        expect(plane.deviation / truth[c]!).toBeLessThan(1.6);
        expect(plane.level).toBeGreaterThan(plane.deviation);
      });
      expect(planes[1]!.correlation[0]).toBeGreaterThan(planes[0]!.correlation[0]!);
      expect(describeNoise({ planes })).toMatch(/^luma \d+\.\d, chroma \d+\.\d, correlated$/);
    }
  });

  it("finds noise and traces of JPEG in a photo whose flat parts JPEG made constant", async () => {
    const photo = await readPhoto("acanthus", 384);
    const jpeg = { ...standardTables(57), subsampling: [2, 2] as const };
    const camera = { ...drawCamera(randomStream(4)), jpeg };
    const data = simulateCameraNoise(photo, randomStream(4), camera);
    const [luma] = analyseNoise({ ...photo, data, jpeg }).planes;
    expect(luma!.level).toBeGreaterThan(4);
    expect(luma!.level).toBeLessThan(20);
  });

  it("finds white noise uncorrelated, blurred noise correlated as it is", () => {
    const flat = { ...photos[0]!, data: photos[0]!.data.map(() => 128) };
    const white = analyseNoise(noisy(flat, 10, 5)).planes[0]!;
    white.correlation.forEach((value) => expect(Math.abs(value)).toBeLessThan(0.05));
    const [luma] = toOpponent(noisy(flat, 20, 6).data);
    const soft = gaussianBlur(luma, flat, 0.8);
    const gray: PixelImage = { ...flat, data: soft, channels: 1 };
    // A Gaussian of variance 2σ²: exp(−1/(4σ²)).
    expect(Math.abs(analyseNoise(gray).planes[0]!.correlation[0]! - Math.exp(-1 / 2.56))).toBeLessThan(0.1);
  });

  it("draws the curve of shot noise: σ² = a + b·u", () => {
    const [width, height] = [512, 256];
    const random = randomStream(9);
    const clean = (i: number): number => 20 + (200 * (i % width)) / width;
    const data = Float32Array.from({ length: width * height }, (_, i) => {
      return clean(i) + Math.sqrt(4 + 0.4 * clean(i)) * random.normal();
    });
    const [plane] = analyseNoise({ data, width, height, channels: 1 }).planes;
    const ratios = plane!.curve.map(
      ({ brightness, deviation }) => deviation / Math.sqrt(4 + 0.4 * brightness),
    );
    const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
    for (const ratio of ratios) expect(Math.abs(ratio / mean - 1)).toBeLessThan(0.15);
    expect(Math.abs(mean - 1)).toBeLessThan(0.5);
  });

  it("leaves out hidden pixels, and takes gray stored as RGB for gray", () => {
    const [photo] = photos;
    const shot = noisy(photo!, 12, 7);
    const half = photo!.width * (photo!.height >> 1);
    const alpha = Float32Array.from({ length: photo!.width * photo!.height }, (_, i) => (i < half ? 255 : 0));
    const loud = shot.data.map((level, i) => (i < 3 * half ? level : 255 * ((i * 7919) % 2)));
    const seen = analyseNoise({ ...shot, data: loud, alpha }).planes[0]!;
    expect(Math.abs(seen.deviation / 12 - 1)).toBeLessThan(0.25);
    const gray = shot.data.map((_, i) => shot.data[3 * Math.floor(i / 3)]!);
    expect(analyseNoise({ ...shot, data: gray }).planes).toHaveLength(1);
  });

  it("names the quality of a JPEG, and changes nothing it looks at", () => {
    const [photo] = photos;
    const jpeg = { ...standardTables(80), subsampling: [2, 2] as const };
    const data = quantizeJpeg(photo!.data, photo!, jpeg);
    const before = data.slice();
    const noise = analyseNoise({ ...photo!, data, jpeg });
    expect(describeNoise(noise)).toMatch(/, JPEG quality 80$/);
    expect(data).toEqual(before);
  });

  it("says something of any size", () => {
    for (const [width, height] of [
      [1, 1],
      [3, 200],
      [47, 47],
      [48, 48],
      [1000, 50],
    ] as const) {
      const data = new Float32Array(3 * width * height).fill(90);
      const noise = analyseNoise({ data, width, height, channels: 3 });
      expect(isNearlyClean(noise)).toBe(true);
    }
  });
});

describe("pictures that are no photos", () => {
  const size = { width: 320, height: 240 };
  const draw = (of: (x: number, y: number) => number, channels: 1 | 3 = 3): PixelImage => {
    const data = Float32Array.from({ length: size.width * size.height * channels }, (_, i) => {
      const pixel = Math.floor(i / channels);
      return of(pixel % size.width, Math.floor(pixel / size.width));
    });
    return { ...size, data, channels, bitDepth: 8 };
  };
  const glyph = (x: number, y: number): boolean =>
    y % 14 < 9 &&
    x % 9 < 6 &&
    ((x * 7 + y * 13 + ((x / 9) | 0) * 31 + ((y / 14) | 0) * 17) % 5 < 2 || x % 9 === 0);
  const pictures: Record<string, PixelImage> = {
    "a screen with text": draw((x, y) => (y < 24 ? 60 : x > 40 && glyph(x, y) ? 20 : 250)),
    "a scan of text, gray": draw((x, y) => (x > 30 && x < 290 && y > 20 && glyph(x, y) ? 35 : 235), 1),
    "line art": draw((x, y) => (Math.abs((x + 2 * y) % 40) < 2 || (x * x + y * y) % 4000 < 90 ? 0 : 255)),
    "a halftone": draw((x, y) => {
      const [u, v] = [((x + y) * Math.PI) / 4, ((x - y) * Math.PI) / 4];
      return Math.cos(u) + Math.cos(v) > 1.5 * Math.sin(x / 90) ? 245 : 20;
    }, 1),
    stripes: draw((x) => (x % 4 < 2 ? 90 : 160)),
  };

  it.each(Object.entries(pictures))("%s has next to no noise", (_, picture) => {
    const levels = analyseNoise(picture).planes.map(({ level }) => level);
    expect(Math.max(...levels)).toBeLessThan(3);
  });

  it("a screen with text has next to no noise as a JPEG either", () => {
    const screen = pictures["a screen with text"]!;
    for (const quality of [60, 75, 90]) {
      const jpeg = { ...standardTables(quality), subsampling: [2, 2] as const };
      const noise = analyseNoise({ ...screen, data: quantizeJpeg(screen.data, size, jpeg), jpeg });
      expect(isNearlyClean(noise)).toBe(true);
    }
  });
});
