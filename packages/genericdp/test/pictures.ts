import { addGaussianNoise, randomStream } from "@genericdp/core";

export interface Picture {
  readonly data: Float32Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}

/** Smooth hills, an edge and noise, different in each channel. */
export function noisyPicture(width: number, height: number, channels: 1 | 3, noiseLevel: number): Picture {
  const clean = cleanPicture(width, height, channels);
  const data = new Float32Array(addGaussianNoise(clean.data, noiseLevel, randomStream(7, width, height)));
  return { ...clean, data };
}

export function cleanPicture(width: number, height: number, channels: 1 | 3): Picture {
  const data = Float32Array.from({ length: width * height * channels }, (_, i) => {
    const [channel, pixel] = [i % channels, Math.floor(i / channels)];
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const hills = 50 * Math.sin(x / (9 + 3 * channel)) * Math.cos(y / (11 + 2 * channel));
    return 120 + hills + (x + y > (width + height) / 2 ? 25 : -25);
  });
  return { data, width, height, channels };
}

/** RGBA bytes of an image, with every alpha except 0, which would hide the colours. */
export function toRgba({ data, width, height, channels }: Picture): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(4 * width * height);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) rgba[4 * i + c] = data[channels * i + (channels === 3 ? c : 0)]!;
    rgba[4 * i + 3] = 1 + (i % 255);
  }
  return rgba;
}

/** Gray as RGB: every value three times. */
export function threefold(gray: Float32Array): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: 3 * gray.length }, (_, i) => gray[Math.floor(i / 3)]!);
}

export function meanSquare(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0) / a.length;
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`lengths ${a.length} and ${b.length}`);
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}
