import { resizePlane } from "@genericdp/image";
import { afterAll, describe, expect, it } from "vitest";
import { estimateNoiseLevel, restorer } from "../src/index.ts";
import { noisyPicture, toRgba } from "./pictures.ts";

const session = restorer({ inline: true });
afterAll(() => session.dispose());

interface Sprite {
  readonly size: number;
  /** Colours times opacity / 255, as in bytes but not rounded. */
  readonly premultiplied: Float32Array;
  readonly alpha: Float32Array<ArrayBuffer>;
}

/** Opacity, 0 to 1, at a point in [−½, ½]²: of a disk and of a rotated square, with a hard or soft edge. */
const FIGURES = {
  disk: (x: number, y: number) => 0.37 - Math.hypot(x, y),
  square: (x: number, y: number) =>
    0.3 - Math.max(Math.abs(0.9 * x + 0.43 * y), Math.abs(0.9 * y - 0.43 * x)),
};

/** Samples a sprite: each pixel is the mean of `samples²` points; 1 gives jagged edges. */
function sprite(figure: keyof typeof FIGURES, size: number, softness: number, samples = 8): Sprite {
  const premultiplied = new Float32Array(3 * size * size);
  const alpha = new Float32Array(size * size);
  for (let point = 0; point < (size * samples) ** 2; point++) {
    const [row, column] = [Math.floor(point / (size * samples)), point % (size * samples)];
    const [x, y] = [(column + 0.5) / (size * samples) - 0.5, (row + 0.5) / (size * samples) - 0.5];
    const depth = FIGURES[figure](x, y);
    const inside = softness > 0 ? Math.min(1, Math.max(0, depth / softness + 0.5)) : depth > 0 ? 1 : 0;
    const pixel = Math.floor(row / samples) * size + Math.floor(column / samples);
    const colour = [220, 30 + 60 * x, 40 + 100 * y];
    alpha[pixel]! += (255 * inside) / samples ** 2;
    colour.forEach((level, c) => (premultiplied[3 * pixel + c]! += (level * inside) / samples ** 2));
  }
  return { size, premultiplied, alpha };
}

/** The sprite as bytes, with bright green where it is fully transparent. */
function toBytes({ size, premultiplied, alpha }: Sprite): Uint8ClampedArray {
  const bytes = new Uint8ClampedArray(4 * size * size);
  alpha.forEach((opacity, i) => {
    const seen = premultiplied.subarray(3 * i, 3 * i + 3).map((level) => (255 * level) / opacity);
    bytes.set(Math.round(opacity) === 0 ? [0, 255, 0, 0] : [...seen, opacity], 4 * i);
  });
  return bytes;
}

function overWhite({ premultiplied, alpha }: Sprite): Float32Array {
  return premultiplied.map((level, i) => Math.min(255, Math.max(0, level + 255 - alpha[Math.floor(i / 3)]!)));
}

function psnr(a: Float32Array, b: Float32Array): number {
  const square = a.reduce((sum, level, i) => sum + (level - b[i]!) ** 2, 0) / a.length;
  return 10 * Math.log10(255 ** 2 / square);
}

function bicubic({ size, premultiplied, alpha }: Sprite): Sprite {
  const enlarge = (data: Float32Array): Float32Array<ArrayBuffer> =>
    resizePlane({ data, width: size, height: size }, { width: 2 * size, height: 2 * size }).data;
  const colours = [0, 1, 2].map((c) => enlarge(premultiplied.filter((_, i) => i % 3 === c)));
  const joined = Float32Array.from(
    { length: 12 * size * size },
    (_, i) => colours[i % 3]![Math.floor(i / 3)]!,
  );
  return { size: 2 * size, premultiplied: joined, alpha: enlarge(alpha) };
}

async function upscaled(small: Sprite): Promise<Sprite & { readonly bytes: Uint8ClampedArray }> {
  const { size } = small;
  const image = { data: toBytes(small), width: size, height: size };
  const { data: bytes } = await session.upscale(image, { scale: 2, noiseLevel: 1 });
  const alpha = Float32Array.from({ length: 4 * size * size }, (_, i) => bytes[4 * i + 3]!);
  const premultiplied = Float32Array.from(
    { length: 12 * size * size },
    (_, i) => (bytes[4 * Math.floor(i / 3) + (i % 3)]! * alpha[Math.floor(i / 3)]!) / 255,
  );
  return { size: 2 * size, premultiplied, alpha, bytes };
}

describe.each(["disk", "square"] as const)("a transparent %s, enlarged", (figure) => {
  it.each([
    ["hard", 0, 16, 6],
    ["hard", 0, 32, 6],
    ["soft", 0.06, 24, 3],
  ])(
    "with a %s edge (%d) at %i pixels is better than bicubic of premultiplied pixels",
    async (_, softness, size, gain) => {
      const truth = overWhite(sprite(figure, 2 * size, softness));
      const small = sprite(figure, size, softness);
      const ours = psnr(overWhite(await upscaled(small)), truth);
      expect(ours).toBeGreaterThan(psnr(overWhite(bicubic(small)), truth) + gain);
    },
  );

  it("with a jagged edge is no worse", async () => {
    const truth = overWhite(sprite(figure, 48, 0));
    const small = sprite(figure, 24, 0, 1);
    const ours = psnr(overWhite(await upscaled(small)), truth);
    expect(ours).toBeGreaterThan(psnr(overWhite(bicubic(small)), truth) - 0.2);
  });

  it.each([1, 8])("has no fringe of hidden colours (%i samples)", async (samples) => {
    const { bytes } = await upscaled(sprite(figure, 24, 0, samples));
    // Green is at most 60 in the figure, but 255 in hidden pixels.
    const seen = bytes.filter((_, i) => i % 4 === 1 && bytes[i + 2]! > 0);
    expect(Math.max(...seen)).toBeLessThan(80);
  });
});

it("the estimate and the result do not depend on hidden colours", async () => {
  const [width, height] = [64, 64];
  const noisy = toRgba(noisyPicture(width, height, 3, 20));
  const hidden = (i: number): boolean => Math.floor(i / 4) % width < 24;
  const bytes = (level: number): Uint8ClampedArray =>
    noisy.map((value, i) => (i % 4 === 3 ? (hidden(i) ? 0 : 255) : hidden(i) ? level : value));
  const images = [0, 128].map((level) => ({ data: bytes(level), width, height }));
  const [a, b] = images.map((image) => estimateNoiseLevel(image));
  expect(a).toBe(b);
  expect(Math.abs(a! - 20)).toBeLessThan(3);
  const [c, d] = await Promise.all(images.map((image) => session.denoise(image)));
  expect(c).toEqual(d);
});
