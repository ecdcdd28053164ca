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

/** Pixels around the shown part that influence its result. */
const MARGIN = 32;
/**
 * A part that starts on this grid has the same blocks as the whole image, both those of a JPEG with chroma at
 * half the size and those of the model's coarse scales.
 */
const GRID = 16;
/** The same for the model's coarse scales alone. */
const COARSE_GRID = 4;

/** Side of the detail, in pixels of the photo. */
export function detailSide({ task, scale }: Pick<Settings, "task" | "scale">): number {
  return task === "upscale" ? Math.round(80 / scale) : 80;
}

/**
 * Cuts out the square of `side` pixels around a point, moved into the image, plus as much of the margin as
 * there is.
 */
export function cutDetail(whole: Pixels, centre: Point, side: number): Cut {
  return cutSpans(whole, centre, side, (from, size, room) => {
    const to = Math.min(room, Math.ceil((from + size + MARGIN) / GRID) * GRID);
    return [Math.max(0, Math.floor((from - MARGIN) / GRID) * GRID), to];
  });
}

/**
 * Cuts out the same square for a draft, with a narrow margin.
 *
 * @param isJpeg whether the blocks of a JPEG matter.
 */
export function cutDraft(
  whole: Pixels,
  centre: Point,
  settings: Pick<Settings, "task" | "scale">,
  isJpeg: boolean,
): Cut {
  const wide = draftSide(settings);
  const grid = isJpeg ? GRID : COARSE_GRID;
  return cutSpans(whole, centre, detailSide(settings), (from, size, room) => {
    const start = Math.round((from - (wide - size) / 2) / grid) * grid;
    const last = Math.floor(Math.max(0, room - wide) / grid) * grid;
    const left = Math.min(last, Math.max(0, start));
    const right = Math.min(room, left + wide);
    return [left, from + size <= right ? right : room];
  });
}

/** Side of a draft in pixels, with sizes of which Fourier transforms are fast, also when it is enlarged. */
function draftSide({ task, scale }: Pick<Settings, "task" | "scale">): number {
  switch (task) {
    case "upscale":
      return scale === 2 ? 64 : 48;
    case "deblur":
      return 120;
    case "deblock":
      return 112;
    default:
      return 104;
  }
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function cutSpans(
  whole: Pixels,
  centre: Point,
  side: number,
  widen: (from: number, size: number, room: number) => readonly [number, number],
): Cut {
  const [x, width] = span(centre.x, side, whole.width);
  const [y, height] = span(centre.y, side, whole.height);
  const [left, right] = widen(x, width, whole.width);
  const [top, bottom] = widen(y, height, whole.height);
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
