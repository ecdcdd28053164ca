import type { ImageSize } from "../image-size.ts";
import { blockCosines, fromYcbcr, toYcbcr } from "@genericdp/image";
import type { JpegTables } from "@genericdp/image";

/**
 * Compresses an RGB image like a JPEG with given tables: conversion to YCbCr, chroma averaged over the
 * subsampling's boxes, 8 × 8 cosine transform, coefficients rounded to multiples of the steps, and back, with
 * chroma copied over the boxes. Bytes in, bytes out (clipped and rounded), without the lossless stage.
 *
 * @param rgb `height × width × 3`, interleaved
 */
export function quantizeJpeg(
  rgb: Float32Array,
  { width, height }: ImageSize,
  { luma, chroma = luma, subsampling = [1, 1] }: JpegTables,
): Float32Array<ArrayBuffer> {
  const n = width * height;
  const [y, cb, cr] = toYcbcr(rgb.map(byte));
  for (let i = 0; i < n; i++) y[i]! -= 128;
  quantizePlane(y, width, height, luma);
  for (let i = 0; i < n; i++) y[i]! += 128;
  const [across, down] = subsampling;
  for (const plane of [cb, cr]) {
    const small = shrink(plane, { width, height }, across, down);
    quantizePlane(small.data, small.width, small.height, chroma);
    for (let i = 0; i < n; i++) {
      const [column, row] = [i % width, Math.floor(i / width)];
      plane[i] = small.data[Math.floor(row / down) * small.width + Math.floor(column / across)]!;
    }
  }
  return fromYcbcr([y, cb, cr]).map(byte);
}

/** The level rounded and clipped to eight bits. */
export function byte(level: number): number {
  return Math.round(Math.min(255, Math.max(0, level)));
}

/** Means over boxes; at the right and lower edge over the part inside the image. */
function shrink(
  plane: Float32Array,
  { width, height }: ImageSize,
  across: number,
  down: number,
): ImageSize & { readonly data: Float32Array } {
  const [columns, rows] = [Math.ceil(width / across), Math.ceil(height / down)];
  const data = new Float32Array(columns * rows);
  const counts = new Float32Array(columns * rows);
  for (let i = 0; i < plane.length; i++) {
    const [column, row] = [i % width, Math.floor(i / width)];
    const box = Math.floor(row / down) * columns + Math.floor(column / across);
    data[box]! += plane[i]!;
    counts[box]! += 1;
  }
  for (let i = 0; i < data.length; i++) data[i]! /= counts[i]!;
  return { data, width: columns, height: rows };
}

/** Quantises a plane in place; blocks beyond its edges see the outermost pixels repeated. */
function quantizePlane(plane: Float32Array, width: number, height: number, steps: readonly number[]): void {
  const block = new Float64Array(64);
  const half = new Float64Array(64);
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      for (let i = 0; i < 64; i++) {
        const row = Math.min(top + (i >> 3), height - 1);
        block[i] = plane[row * width + Math.min(left + (i & 7), width - 1)]!;
      }
      multiply(blockCosines, block, half, false);
      multiply(half, blockCosines, block, true);
      for (let i = 0; i < 64; i++) block[i] = Math.round(block[i]! / steps[i]!) * steps[i]!;
      transposeMultiply(block, half);
      for (let i = 0; i < 64; i++) {
        const [row, column] = [top + (i >> 3), left + (i & 7)];
        if (row >= height || column >= width) continue;
        let sum = 0;
        for (let k = 0; k < 8; k++) sum += half[(i & 56) + k]! * blockCosines[8 * k + (i & 7)]!;
        plane[row * width + column] = sum;
      }
    }
  }
}

/** into = a b, or a bᵀ, of 8 × 8 matrices. */
function multiply(a: Float64Array, b: Float64Array, into: Float64Array, transposed: boolean): void {
  const [down, across] = transposed ? [1, 8] : [8, 1];
  for (let i = 0; i < 8; i++) {
    for (let j = 0; j < 8; j++) {
      let sum = 0;
      for (let k = 0; k < 8; k++) sum += a[8 * i + k]! * b[down * k + across * j]!;
      into[8 * i + j] = sum;
    }
  }
}

/** into = DCTᵀ b. */
function transposeMultiply(b: Float64Array, into: Float64Array): void {
  for (let i = 0; i < 8; i++) {
    for (let j = 0; j < 8; j++) {
      let sum = 0;
      for (let k = 0; k < 8; k++) sum += blockCosines[8 * k + i]! * b[8 * k + j]!;
      into[8 * i + j] = sum;
    }
  }
}
