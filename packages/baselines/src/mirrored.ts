import type { Planes } from "./plane-denoiser.ts";

/**
 * Extends an image to sides of at least `side` by mirroring at the bottom and right edges, edge pixels
 * included.
 */
export function mirrored(image: Planes, side: number): Planes {
  const [height, width] = [Math.max(image.height, side), Math.max(image.width, side)];
  if (height === image.height && width === image.width) return image;
  const channels = image.values.length / (image.height * image.width);
  const values = Float32Array.from({ length: channels * height * width }, (_, i) => {
    const [line, x] = [Math.floor(i / width), i % width];
    const [c, y] = [Math.floor(line / height), line % height];
    const row = c * image.height + fold(y, image.height);
    return image.values[row * image.width + fold(x, image.width)]!;
  });
  return { height, width, values };
}

/** The index of a position beyond the end after repeated mirroring. */
function fold(at: number, size: number): number {
  const place = at % (2 * size);
  return place < size ? place : 2 * size - 1 - place;
}

/** The upper left part of an image. */
export function cropped({ height, width, values }: Planes, rows: number, columns: number): Float32Array {
  if (rows === height && columns === width) return values;
  const channels = values.length / (height * width);
  return Float32Array.from({ length: channels * rows * columns }, (_, i) => {
    const [line, x] = [Math.floor(i / columns), i % columns];
    const [c, y] = [Math.floor(line / rows), line % rows];
    return values[(c * height + y) * width + x]!;
  });
}
