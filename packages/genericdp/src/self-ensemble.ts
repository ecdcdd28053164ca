import type { TensorWork } from "@genericdp/core";

/** A plane of `height × width` gray levels. */
export interface Plane {
  readonly data: Float32Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

/**
 * The flips and quarter turns of a plane: mirror left and right (1), top and bottom (2), then transpose (4).
 */
const ORIENTATIONS = [0, 1, 2, 3, 4, 5, 6, 7];

/** How many times as much work a self-ensemble is. */
export const SELF_ENSEMBLE_SIZE: number = ORIENTATIONS.length;

/**
 * The mean of what `restore` makes of a plane in its eight orientations, each turned back: a restoration that
 * no longer prefers one direction, and errs a little less (Timofte, Rothe & Van Gool, CVPR 2016, DOI
 * 10.1109/CVPR.2016.206, section 3.6).
 */
export function* selfEnsemble(
  plane: Plane,
  restore: (oriented: Plane) => TensorWork<Float32Array>,
): TensorWork<Float32Array<ArrayBuffer>> {
  const mean = new Float32Array(plane.data.length);
  for (const orientation of ORIENTATIONS) {
    const sources = sourcePixels(plane, orientation);
    const [width, height] = orientation & 4 ? [plane.height, plane.width] : [plane.width, plane.height];
    const data = Float32Array.from(sources, (source) => plane.data[source]!);
    const restored = yield* restore({ data, width, height });
    sources.forEach((source, i) => (mean[source]! += restored[i]! / ORIENTATIONS.length));
  }
  return mean;
}

/** For each pixel of the oriented plane, the pixel of `plane` that it shows. */
function sourcePixels({ width, height }: Plane, orientation: number): Uint32Array {
  const columns = orientation & 4 ? height : width;
  return Uint32Array.from({ length: width * height }, (_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    const [y, x] = orientation & 4 ? [column, row] : [row, column];
    return (orientation & 2 ? height - 1 - y : y) * width + (orientation & 1 ? width - 1 - x : x);
  });
}
