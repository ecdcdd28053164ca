import { addGaussianNoise } from "@genericdp/core";
import type { RandomStream } from "@genericdp/core";
import type { JpegTables, PixelImage } from "@genericdp/image";
import { drawCamera, drawJpeg, quantizeJpeg, simulateCameraNoise } from "@genericdp/noise";
import sharp from "sharp";

/** A noisy picture, and the same without noise and compression. */
export interface SimulatedPicture {
  readonly kind: string;
  readonly clean: PixelImage;
  readonly noisy: PixelImage;
  readonly jpeg: JpegTables | undefined;
}

const SIDE = 224;

/** A crop of a photo at a random scale, with one kind of noise or none. The frequencies suit the training. */
export async function simulatePicture(path: string, random: RandomStream): Promise<SimulatedPicture> {
  const clean = await cropAtSize(path, random);
  const colour = random.uniform() < 0.85 ? clean : toGray(clean);
  const draw = random.uniform();
  if (draw < 0.5) return camera(colour, random);
  if (draw < 0.7) return gaussian(colour, random);
  if (draw < 0.78) return grain(colour, random);
  return untouched(colour, random);
}

/** Half of the crops come from downscaled pictures, which have sharp pixels, half from enlarged ones. */
async function cropAtSize(path: string, random: RandomStream): Promise<PixelImage> {
  const scale = random.uniform() < 0.5 ? 0.55 + 0.45 * random.uniform() : 1 + 0.8 * random.uniform();
  const photo = sharp(path);
  const { width, height } = await photo.metadata();
  const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
  const [columns, rows] = [Math.min(SIDE, size.width), Math.min(SIDE, size.height)];
  const [left, top] = [random.integer(size.width - columns + 1), random.integer(size.height - rows + 1)];
  const resized = await photo
    .resize({ ...size, fit: "fill" })
    .png()
    .toBuffer();
  const crop = sharp(resized).extract({ left, top, width: columns, height: rows });
  const bytes = await crop.toColourspace("srgb").removeAlpha().raw().toBuffer();
  return { data: Float32Array.from(bytes), width: columns, height: rows, channels: 3, bitDepth: 8 };
}

function toGray({ data, width, height }: PixelImage): PixelImage {
  const gray = Float32Array.from({ length: width * height }, (_, i) => {
    return 0.299 * data[3 * i]! + 0.587 * data[3 * i + 1]! + 0.114 * data[3 * i + 2]!;
  });
  return { data: gray, width, height, channels: 1, bitDepth: 8 };
}

function camera(clean: PixelImage, random: RandomStream): SimulatedPicture {
  const drawn = drawCamera(random);
  const rgb = toRgb(clean);
  const noisy = simulateCameraNoise({ ...clean, data: rgb }, random, drawn);
  return {
    kind: "camera",
    clean,
    noisy: { ...clean, data: likeIt(clean, noisy) },
    jpeg: known(drawn.jpeg, random),
  };
}

/** White noise of a random level, rounded or not, with or without JPEG compression. */
function gaussian(clean: PixelImage, random: RandomStream): SimulatedPicture {
  const level = Math.exp(Math.log(1.5) + random.uniform() * Math.log(50 / 1.5));
  const data = new Float32Array(addGaussianNoise(clean.data, level, random));
  return file("gaussian", clean, data, random.uniform() < 0.3, random.uniform() < 0.5, random);
}

/** Film grain: only in luminance, slightly coarse, strongest in midtones. */
function grain(clean: PixelImage, random: RandomStream): SimulatedPicture {
  const { width, height, channels } = clean;
  const level = 3 + 15 * random.uniform();
  const blur = 0.3 + 0.5 * random.uniform();
  const reach = Math.exp(-1 / (2 * blur * blur));
  const white = Float32Array.from({ length: width * height }, () => random.normal());
  const at = (x: number, y: number): number =>
    white[Math.min(height - 1, Math.max(0, y)) * width + Math.min(width - 1, Math.max(0, x))]!;
  const norm = Math.sqrt(1 + 4 * reach ** 2 + 4 * reach ** 4);
  const data = clean.data.map((value, i) => {
    const pixel = Math.floor(i / channels);
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const beside = at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1);
    const corners = at(x - 1, y - 1) + at(x + 1, y - 1) + at(x - 1, y + 1) + at(x + 1, y + 1);
    const coarse = (at(x, y) + reach * beside + reach * reach * corners) / norm;
    return value + level * (0.5 + (2 * value * (255 - value)) / 255 ** 2) * coarse;
  });
  return file("grain", clean, data, random.uniform() < 0.4, true, random);
}

function untouched(clean: PixelImage, random: RandomStream): SimulatedPicture {
  return file("clean", clean, clean.data.slice(), random.uniform() < 0.4, true, random);
}

function file(
  kind: string,
  clean: PixelImage,
  data: Float32Array<ArrayBuffer>,
  compressed: boolean,
  rounded: boolean,
  random: RandomStream,
): SimulatedPicture {
  if (compressed) {
    const tables = drawJpeg(random);
    const noisy = { ...clean, data: likeIt(clean, quantizeJpeg(toRgb({ ...clean, data }), clean, tables)) };
    return { kind, clean, noisy, jpeg: known(tables, random) };
  }
  const bytes = rounded ? data.map((level) => Math.round(Math.min(255, Math.max(0, level)))) : data;
  return { kind, clean, noisy: { ...clean, data: bytes }, jpeg: undefined };
}

/** The JPEG tables are not always known: a picture that was a JPEG may arrive as a PNG or from a canvas. */
function known(jpeg: JpegTables | undefined, random: RandomStream): JpegTables | undefined {
  return random.uniform() < 0.7 ? jpeg : undefined;
}

function toRgb({ data, channels }: PixelImage): Float32Array<ArrayBuffer> {
  if (channels === 3) return data;
  return Float32Array.from({ length: 3 * data.length }, (_, i) => data[Math.floor(i / 3)]!);
}

/** A gray camera records the green channel. */
function likeIt({ channels }: PixelImage, rgb: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  if (channels === 3) return rgb;
  return Float32Array.from({ length: rgb.length / 3 }, (_, i) => rgb[3 * i + 1]!);
}
