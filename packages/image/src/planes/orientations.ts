import { channelsOf } from "./plane.ts";
import type { Plane } from "./plane.ts";

/**
 * One of the eight flips and quarter turns, as a sum: 4 exchanges rows and columns, then 1 flips left and
 * right, and 2 flips top and bottom.
 */
export type Orientation = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** All eight; 0 leaves a plane unchanged. */
export const ORIENTATIONS: readonly Orientation[] = [0, 1, 2, 3, 4, 5, 6, 7];

/** Flips and turns a plane; 4 is the transpose. */
export function orientPlane(plane: Plane<ArrayBufferLike>, orientation: Orientation): Plane {
  const { width, height } = orientedSize(plane, orientation);
  const channels = channelsOf(plane);
  const data = new Float32Array(plane.data.length);
  forEachSource(plane, orientation, (to, from) => {
    for (let c = 0; c < channels; c++) data[to * channels + c] = plane.data[from * channels + c]!;
  });
  return { data, width, height };
}

/** The inverse of `orientPlane`. */
export function unorientPlane(plane: Plane<ArrayBufferLike>, orientation: Orientation): Plane {
  const { width, height } = orientedSize(plane, orientation);
  const channels = channelsOf(plane);
  const data = new Float32Array(plane.data.length);
  forEachSource({ width, height }, orientation, (to, from) => {
    for (let c = 0; c < channels; c++) data[from * channels + c] = plane.data[to * channels + c]!;
  });
  return { data, width, height };
}

type Size = Pick<Plane, "width" | "height">;

function orientedSize({ width, height }: Size, orientation: Orientation): Size {
  return orientation & 4 ? { width: height, height: width } : { width, height };
}

/** Calls `visit` with each pixel of the oriented plane and its source pixel. */
function forEachSource(
  { width, height }: Size,
  orientation: Orientation,
  visit: (to: number, from: number) => void,
): void {
  const flat = (orientation & 4) === 0;
  const [columns, rows] = flat ? [width, height] : [height, width];
  const [across, down] = flat ? [1, width] : [width, 1];
  const [perColumn, perRow] = [orientation & 1 ? -across : across, orientation & 2 ? -down : down];
  const start = (orientation & 1 ? (columns - 1) * across : 0) + (orientation & 2 ? (rows - 1) * down : 0);
  for (let row = 0; row < rows; row++) {
    let from = start + row * perRow;
    for (let to = row * columns; to < (row + 1) * columns; to++) {
      visit(to, from);
      from += perColumn;
    }
  }
}
