import { deflateSync, crc32 } from "node:zlib";
import { pixelImage } from "../src/pixel-image.ts";
import type { BitDepth, PixelImage } from "../src/pixel-image.ts";

/** Pseudo-random integers 0..2³²−1 (Weyl sequence through a mixer), so that failures can be reproduced. */
export function integers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  };
}

export interface RandomImageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly channels?: 1 | 3;
  readonly alpha?: boolean;
  readonly bitDepth?: BitDepth;
  readonly seed?: number;
}

/** White noise over all levels of a depth, including black and white: the hardest image to preserve. */
export function randomImage(options: RandomImageOptions = {}): PixelImage {
  const { width = 13, height = 7, channels = 3, alpha = false, bitDepth = 8, seed = 1 } = options;
  const next = integers(seed);
  const step = bitDepth === 8 ? 1 : 1 / 257;
  const levels = (n: number): Float32Array<ArrayBuffer> =>
    Float32Array.from({ length: n }, (_, i) =>
      i === 0 ? 0 : i === 1 ? 255 : (next() % (255 / step + 1)) * step,
    );
  const n = width * height;
  return pixelImage({
    data: levels(n * channels),
    width,
    height,
    channels,
    bitDepth,
    ...(alpha ? { alpha: levels(n) } : {}),
  });
}

/** A smooth picture, which lossy formats preserve well. */
export function smoothImage(width: number, height: number, channels: 1 | 3 = 3): PixelImage {
  const data = Float32Array.from({ length: width * height * channels }, (_, i) => {
    const [pixel, c] = [Math.floor(i / channels), i % channels];
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    return Math.round(128 + 80 * Math.sin(x / 9 + c) * Math.cos(y / 11 - c));
  });
  return pixelImage({ data, width, height, channels });
}

export function maxDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i]!)), 0);
}

/** A small ICC profile of gray levels, gamma 1.8: header, tag table, four tags (ICC.1:2022, 7 to 10). */
export function grayProfile(): Uint8Array<ArrayBuffer> {
  const d50 = Buffer.from("0000f6d6000100000000d32d", "hex");
  const tags: readonly (readonly [string, Buffer])[] = [
    ["desc", Buffer.concat([Buffer.from("desc\0\0\0\0\0\0\0\u0005Gray\0", "latin1"), Buffer.alloc(79)])],
    ["cprt", Buffer.from("text\0\0\0\0none\0\0\0\0", "latin1")],
    ["wtpt", Buffer.concat([Buffer.from("XYZ \0\0\0\0", "latin1"), d50])],
    ["kTRC", Buffer.from("63757276000000000000000101cd0000", "hex")],
  ];
  const table = Buffer.alloc(4 + 12 * tags.length);
  table.writeUInt32BE(tags.length);
  let at = 128 + table.length;
  tags.forEach(([name, body], i) => {
    table.write(name, 4 + 12 * i);
    table.writeUInt32BE(at, 8 + 12 * i);
    table.writeUInt32BE(body.length, 12 + 12 * i);
    at += body.length;
  });
  const header = Buffer.alloc(128);
  header.writeUInt32BE(at);
  header.writeUInt32BE(0x02400000, 8);
  header.write("mntrGRAYXYZ ", 12);
  header.write("acsp", 36);
  d50.copy(header, 68);
  return new Uint8Array(Buffer.concat([header, table, ...tags.map(([, body]) => body)]));
}

export interface PngParts {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  /** 0 gray, 2 RGB, 3 palette. */
  readonly colourType: number;
  /** Complete rows, without filter bytes. */
  readonly rows: readonly (readonly number[])[];
  readonly chunks?: readonly (readonly [string, Uint8Array])[];
}

/** Encodes a PNG of kinds that encoders do not write. */
export function handmadePng({ width, height, bits, colourType, rows, chunks = [] }: PngParts): Uint8Array {
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, bits);
  header.setUint8(9, colourType);
  const pixels = deflateSync(Uint8Array.from(rows.flatMap((row) => [0, ...row])));
  const all: readonly (readonly [string, Uint8Array])[] = [
    ["IHDR", new Uint8Array(header.buffer)],
    ...chunks,
    ["IDAT", pixels],
    ["IEND", new Uint8Array()],
  ];
  const signature = Buffer.from("89504e470d0a1a0a", "hex");
  return Buffer.concat([signature, ...all.map(([type, data]) => pngChunk(type, data))]);
}

function pngChunk(type: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  crc.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, crc]);
}
