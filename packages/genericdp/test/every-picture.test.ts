import { pixelImage } from "@genericdp/image";
import { encodeImage } from "@genericdp/image/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { denoise as denoiseFile, upscale as upscaleFile } from "../src/node.ts";
import { bicubicKernel, motionKernel, restorer } from "../src/index.ts";
import type { LevelImage, Restorer, RgbaImage } from "../src/index.ts";
import { blur, compose, decimation } from "@genericdp/operators";
import { workerRestorer } from "../src/worker.ts";
import { noisyPicture, threefold } from "./pictures.ts";
import { smallModel } from "./small-model.ts";
import { localWorker } from "./worker/workers.ts";

type Methods = Pick<Restorer, "denoise" | "deblur" | "upscale" | "inpaint" | "deblock">;
type Call = <Image extends RgbaImage | LevelImage>(session: Methods, image: Image) => Promise<Image>;

const settings = { noiseLevel: 10, iterations: 2 };
/** Every task, with the factor by which it changes the sides. */
const TASKS: Readonly<Record<string, readonly [scale: number, call: Call]>> = {
  denoise: [1, (session, image) => session.denoise(image, { noiseLevel: 10 })],
  "denoise at the estimate": [1, (session, image) => session.denoise(image)],
  "denoise by a self-ensemble": [1, (session, image) => session.denoise(image, { selfEnsemble: true })],
  deblur: [1, (session, image) => session.deblur(image, { ...settings, kernel: motionKernel(3, 0) })],
  "upscale 2": [2, (session, image) => session.upscale(image, { ...settings, scale: 2 })],
  "upscale 3 at the estimate": [3, (session, image) => session.upscale(image, { scale: 3, iterations: 2 })],
  deblock: [1, (session, image) => session.deblock(image, { jpegQuality: 20, iterations: 2 })],
  inpaint: [
    1,
    (session, image) =>
      session.inpaint(image, {
        ...settings,
        known: Uint8Array.from({ length: image.width * image.height }, (_, i) => (i % 9 === 4 ? 0 : 1)),
      }),
  ],
};

let direct: Restorer;
beforeAll(() => {
  direct = restorer({ inline: true, model: smallModel() });
});
afterAll(() => direct.dispose());

function bytes(gray: LevelImage, alpha: (i: number) => number): RgbaImage {
  const { width, height } = gray;
  const data = new Uint8ClampedArray(4 * width * height);
  gray.data.forEach((level, i) => data.set([level, level, level, alpha(i)], 4 * i));
  return { data, width, height };
}

const SIZES = [
  [48, 40],
  [16, 16],
  [9, 33],
] as const;

describe.each(SIZES)("a picture of %i×%i", (width, height) => {
  const { channels: _, ...picture } = noisyPicture(width, height, 1, 10);
  const gray = {
    ...picture,
    data: picture.data.map((level) => Math.min(255, Math.max(0, Math.round(level)))),
  };

  it.each(Object.entries(TASKS))(
    "if gray, is restored to the same result in every pixel format: %s",
    async (_name, [scale, call]) => {
      const expected = await call(direct, gray);
      expect(expected).toMatchObject({ width: scale * width, height: scale * height });
      expect(expected.data).toHaveLength(scale * scale * width * height);
      expect(await call(direct, { ...gray, data: threefold(gray.data) })).toEqual({
        ...expected,
        data: threefold(expected.data),
      });
      const opaque = await call(
        direct,
        bytes(gray, () => 255),
      );
      expect(opaque).toEqual(bytes(expected, () => 255));
      const worker = workerRestorer({ worker: localWorker });
      expect(
        await call(
          worker,
          bytes(gray, () => 255),
        ),
      ).toEqual(opaque);
      worker.dispose();
    },
  );

  it.each(Object.entries(TASKS))(
    "if partly transparent, keeps its size and its opaque part: %s",
    async (_name, [scale, call]) => {
      const sheer = await call(
        direct,
        bytes(gray, (i) => (i % width < width / 2 ? 0 : 255)),
      );
      expect(sheer).toMatchObject({ width: scale * width, height: scale * height });
      const alpha = (x: number, y: number): number => sheer.data[4 * (y * scale * width + x) + 3]!;
      for (let y = 0; y < scale * height; y++) {
        expect(alpha(0, y)).toBe(0);
        expect(alpha(scale * width - 1, y)).toBe(255);
      }
    },
  );
});

describe("a file of a gray picture", () => {
  const { data, width, height } = noisyPicture(40, 36, 1, 10);
  const rgb = pixelImage({ data: threefold(data), width, height });
  const sheer = { ...rgb, alpha: Float32Array.from(data, (_, i) => (i % 5 === 0 ? 0 : 255)) };
  it.each([
    ["png", rgb],
    ["jpeg", rgb],
    ["webp", rgb],
    ["tiff", rgb],
    ["avif", rgb],
    ["npy", rgb],
    ["png", sheer],
    ["webp", sheer],
    ["tiff", sheer],
  ] as const)("stored as colour in %s is enlarged and denoised", async (format, image) => {
    const file = await encodeImage(image, { format });
    const model = smallModel();
    const large = await upscaleFile(file, { ...settings, scale: 2, model });
    expect(large.image).toMatchObject({ width: 2 * width, height: 2 * height, channels: 3 });
    expect(large.image.data).toHaveLength(12 * width * height);
    const clean = await denoiseFile(file, { noiseLevel: 10, model });
    expect(clean.image).toMatchObject({ width, height, channels: 3 });
  });
});

it("inpainting keeps known pixels exactly, unless a noise level is given", async () => {
  const known = Uint8Array.from({ length: 24 * 20 }, (_, i) => (i % 9 === 4 ? 0 : 1));
  for (const channels of [1, 3] as const) {
    const image = noisyPicture(24, 20, channels, 20);
    const isKnown = (i: number): boolean => known[Math.floor(i / channels)] === 1;
    const exact = await direct.inpaint(image, { known, iterations: 2 });
    const freed = await direct.inpaint(image, { known, iterations: 2, noiseLevel: 20 });
    expect(exact.data.filter((_, i) => isKnown(i))).toEqual(image.data.filter((_, i) => isKnown(i)));
    expect(exact.data.filter((_, i) => !isKnown(i))).not.toEqual(image.data.filter((_, i) => !isKnown(i)));
    expect(freed.data.filter((_, i) => isKnown(i))).not.toEqual(image.data.filter((_, i) => isKnown(i)));
  }
});

it("an operator that changes the size accepts gray stored as colour", async () => {
  const kernel = bicubicKernel(2);
  const operator = compose(decimation(2, { phase: 0 }), blur(kernel, { boundary: "circular" }));
  const gray = noisyPicture(24, 20, 1, 5);
  const expected = await direct.restore(gray, { operator }, settings);
  const { channels: _, ...rest } = gray;
  const colour = await direct.restore({ ...rest, data: threefold(gray.data) }, { operator }, settings);
  expect(colour.data).toEqual(threefold(expected.data));
  expect(colour).toMatchObject({ width: 48, height: 40 });
});
