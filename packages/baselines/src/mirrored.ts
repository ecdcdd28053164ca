import type { Planes } from "./plane-denoiser.ts";

/**
 * Extends an image by mirroring, edge pixels included: by `margin` pixels on each side, and beyond that at
 * the bottom and right to sides of at least `side`.
 */
export function mirrored(image: Planes, side: number, margin = 0): Planes {
  const [height, width] = [image.height, image.width].map((length) =>
    Math.max(length + 2 * margin, side),
  ) as [number, number];
  if (height === image.height && width === image.width) return image;
  const channels = image.values.length / (image.height * image.width);
  const values = Float32Array.from({ length: channels * height * width }, (_, i) => {
    const [line, x] = [Math.floor(i / width), i % width];
    const [c, y] = [Math.floor(line / height), line % height];
    const row = c * image.height + fold(y - margin, image.height);
    return image.values[row * image.width + fold(x - margin, image.width)]!;
  });
  return { height, width, values };
}

/** The index of a position beyond the ends after repeated mirroring. */
export function fold(at: number, size: number): number {
  const period = 2 * size;
  const place = ((at % period) + period) % period;
  return place < size ? place : period - 1 - place;
}

/** Part of an image, `margin` pixels from its upper and left edges. */
export function cropped(
  { height, width, values }: Planes,
  rows: number,
  columns: number,
  margin = 0,
): Float32Array {
  if (rows === height && columns === width) return values;
  const channels = values.length / (height * width);
  return Float32Array.from({ length: channels * rows * columns }, (_, i) => {
    const [line, x] = [Math.floor(i / columns), i % columns];
    const [c, y] = [Math.floor(line / rows), line % rows];
    return values[(c * height + y + margin) * width + x + margin]!;
  });
}
