import type { Pixels } from "../codec/protocol.ts";

export interface Part {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Copies a part of an image. The part must lie inside the image. */
export function cutOut(whole: Pixels, { x, y, width, height }: Part): Pixels {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let row = 0; row < height; row++) {
    const from = 4 * ((y + row) * whole.width + x);
    data.set(whole.data.subarray(from, from + 4 * width), 4 * row * width);
  }
  return { data, width, height };
}
