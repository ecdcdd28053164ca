import type { Pixels } from "../codec/protocol.ts";
import { cutOut } from "./cut-out.ts";
import type { Settings } from "./settings.ts";

/** A part of an image, with its position. */
export interface Cut {
  readonly image: Pixels;
  /** The part to show, within `image`. */
  readonly inner: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** Position of `image` within the whole image. */
  readonly left: number;
  readonly top: number;
}

/** Pixels around the shown part that influence its result, and the most that a draft takes of them. */
export const MARGIN = 32;
export const DRAFT_MARGIN = 16;
/**
 * A part that starts on this grid has the same blocks as the whole image, both those of a JPEG with chroma at
 * half the size and those of the model's coarse scales.
 */
const GRID = 16;

/** Side of the detail, in pixels of the photo. */
export function detailSide({ task, scale }: Pick<Settings, "task" | "scale">): number {
  return task === "upscale" ? Math.round(80 / scale) : 80;
}

/**
 * Cuts out the square of `side` pixels around a point, moved into the image, plus as much of the margin as
 * there is.
 */
export function cutDetail(
  whole: Pixels,
  centre: { readonly x: number; readonly y: number },
  side: number,
  margin: number = MARGIN,
): Cut {
  const [x, width] = span(centre.x, side, whole.width);
  const [y, height] = span(centre.y, side, whole.height);
  const [left, right] = widened(x, width, whole.width, margin);
  const [top, bottom] = widened(y, height, whole.height, margin);
  const image = cutOut(whole, { x: left, y: top, width: right - left, height: bottom - top });
  return { image, inner: { x: x - left, y: y - top, width, height }, left, top };
}

/** Cuts the same part out of a plane with one number per pixel. */
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

function widened(from: number, size: number, room: number, margin: number): [number, number] {
  return [
    Math.max(0, Math.floor((from - margin) / GRID) * GRID),
    Math.min(room, Math.ceil((from + size + margin) / GRID) * GRID),
  ];
}
