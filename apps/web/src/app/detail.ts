import type { Pixels } from "../codec/protocol.ts";
import { cutOut } from "./cut-out.ts";
import type { Settings } from "./settings.ts";

/** A part of an image, and how it was cut out. */
export interface Cut {
  readonly image: Pixels;
  /** Place of the part that is shown within `image`. */
  readonly inner: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** Place of `image` within the whole. */
  readonly left: number;
  readonly top: number;
}

/** Pixels around what is shown that have a say in it. */
const MARGIN = 32;
/**
 * A part that begins on it has the same blocks as the whole: those of a JPEG, with chroma at half the size,
 * and the model's.
 */
const GRID = 16;

/** How many of the photo's pixels the detail shows each way. */
export function detailSide({ task, scale }: Pick<Settings, "task" | "scale">): number {
  return task === "upscale" ? Math.round(80 / scale) : 80;
}

/** The square of `side` pixels about a point, moved into the image, with a margin as far as there is one. */
export function cutDetail(
  whole: Pixels,
  centre: { readonly x: number; readonly y: number },
  side: number,
): Cut {
  const [x, width] = span(centre.x, side, whole.width);
  const [y, height] = span(centre.y, side, whole.height);
  const [left, right] = widened(x, width, whole.width);
  const [top, bottom] = widened(y, height, whole.height);
  const image = cutOut(whole, { x: left, y: top, width: right - left, height: bottom - top });
  return { image, inner: { x: x - left, y: y - top, width, height }, left, top };
}

/** The same part of a plane with one number a pixel. */
export function cutPlane(plane: Uint8Array, width: number, { image, left, top }: Cut): Uint8Array {
  const part = new Uint8Array(image.width * image.height);
  for (let row = 0; row < image.height; row++) {
    const from = (top + row) * width + left;
    part.set(plane.subarray(from, from + image.width), row * image.width);
  }
  return part;
}

function span(centre: number, side: number, room: number): [number, number] {
  const size = Math.min(side, room);
  return [Math.min(room - size, Math.max(0, Math.round(centre - size / 2))), size];
}

function widened(from: number, size: number, room: number): [number, number] {
  return [
    Math.max(0, Math.floor((from - MARGIN) / GRID) * GRID),
    Math.min(room, Math.ceil((from + size + MARGIN) / GRID) * GRID),
  ];
}
