import { resizePlane } from "@genericdp/image";
import sharp from "sharp";
import type { Sharp } from "sharp";

/** A picture as RGB bytes. */
export interface RgbPicture {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

export async function rgbPicture(image: Buffer | Sharp): Promise<RgbPicture> {
  const source = Buffer.isBuffer(image) ? sharp(image) : image;
  const { data, info } = await source.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const isGray = channels === 1;
  return {
    data: isGray ? Buffer.from(Array.from(data).flatMap((level) => [level, level, level])) : data,
    width,
    height,
  };
}

export function asSharp({ data, width, height }: RgbPicture): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** Resizes a picture; not with sharp, which is off by half a pixel when it enlarges. */
export function bicubic({ data, width, height }: RgbPicture, to: Omit<RgbPicture, "data">): RgbPicture {
  const planes = [0, 1, 2].map((c) => {
    const levels = Float32Array.from({ length: width * height }, (_, i) => data[3 * i + c]!);
    return resizePlane({ data: levels, width, height }, to).data;
  });
  const resized = Uint8ClampedArray.from(
    { length: 3 * to.width * to.height },
    (_, i) => planes[i % 3]![Math.floor(i / 3)]!,
  );
  return { data: Buffer.from(resized), width: to.width, height: to.height };
}

/** Resizes a picture, with its pixels as rectangles. */
export async function asBlocks(
  picture: RgbPicture,
  { width, height }: Omit<RgbPicture, "data">,
): Promise<RgbPicture> {
  return rgbPicture(asSharp(picture).resize({ width, height, kernel: "nearest", fit: "fill" }));
}
