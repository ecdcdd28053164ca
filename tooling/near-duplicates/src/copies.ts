import type { PixelImage } from "@genericdp/image";
import { readImage } from "@genericdp/image/node";
import sharp from "sharp";
import type { Sharp } from "sharp";

/** Common changes to photos before they are shared. */
export const COPIES: Readonly<Record<string, (photo: Sharp, width: number, height: number) => Sharp>> = {
  "half the size": (photo, width) => photo.resize(Math.round(width / 2)),
  "JPEG of quality 30": (photo) => photo.jpeg({ quality: 30 }),
  gray: (photo) => photo.grayscale(),
  mirrored: (photo) => photo.flop(),
  "turned by 90°": (photo) => photo.rotate(90),
  "brighter by 20 %": (photo) => photo.modulate({ brightness: 1.2 }),
  "3 % cut off at each edge": (photo, width, height) => {
    const [left, top] = [Math.round(0.03 * width), Math.round(0.03 * height)];
    return photo.extract({ left, top, width: width - 2 * left, height: height - 2 * top });
  },
};

/** A modified copy of the photo in a file. */
export async function copyOf(file: string, kind: keyof typeof COPIES): Promise<PixelImage> {
  const { width, height } = await sharp(file).metadata();
  return readImage(await COPIES[kind]!(sharp(file), width, height).toBuffer());
}
