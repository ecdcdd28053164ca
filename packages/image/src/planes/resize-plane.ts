import { orientPlane } from "./orientations.ts";
import { channelsOf, mirroredIndex } from "./plane.ts";
import type { Plane } from "./plane.ts";

/**
 * Resizes a plane, or interleaved planes, by cubic convolution (Keys 1981, DOI 10.1109/TASSP.1981.1163711,
 * a = −1/2); where it gets smaller, the kernel is stretched against aliasing. Beyond its edges the plane is
 * mirrored, with the edge pixel repeated.
 */
export function resizePlane(
  plane: Plane<ArrayBufferLike>,
  { width, height }: Pick<Plane, "width" | "height">,
): Plane {
  const turned = orientPlane(resizeRows(plane, width), 4);
  return orientPlane(resizeRows(turned, height), 4);
}

function resizeRows(plane: Plane<ArrayBufferLike>, columns: number): Plane {
  const { data, width, height } = plane;
  const channels = channelsOf(plane);
  const resized = new Float32Array(columns * height * channels);
  const stretch = Math.max(1, width / columns);
  for (let x = 0; x < columns; x++) {
    const at = ((x + 0.5) * width) / columns - 0.5;
    const first = Math.ceil(at - 2 * stretch);
    const weights: number[] = [];
    for (let tap = first; tap <= at + 2 * stretch; tap++) weights.push(cubic(Math.abs(at - tap) / stretch));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (const [k, weight] of weights.entries()) {
      const source = mirroredIndex(first + k, width);
      for (let y = 0; y < height; y++) {
        const [to, from] = [(y * columns + x) * channels, (y * width + source) * channels];
        for (let c = 0; c < channels; c++) resized[to + c]! += (weight / total) * data[from + c]!;
      }
    }
  }
  return { data: resized, width: columns, height };
}

function cubic(d: number): number {
  if (d >= 2) return 0;
  return d < 1 ? 1.5 * d ** 3 - 2.5 * d ** 2 + 1 : -0.5 * d ** 3 + 2.5 * d ** 2 - 4 * d + 2;
}
