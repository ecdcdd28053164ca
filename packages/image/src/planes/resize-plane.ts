import { orientPlane } from "./orientations.ts";
import { mirroredIndex } from "./plane.ts";
import type { Plane } from "./plane.ts";

/**
 * Enlarges a plane by cubic convolution (Keys 1981, DOI 10.1109/TASSP.1981.1163711, a = −1/2). Beyond its
 * edges it is mirrored, with the edge pixel repeated.
 */
export function resizePlane(
  plane: Plane<ArrayBufferLike>,
  { width, height }: Pick<Plane, "width" | "height">,
): Plane {
  const turned = orientPlane(resizeRows(plane, width), 4);
  return orientPlane(resizeRows(turned, height), 4);
}

function resizeRows({ data, width, height }: Plane<ArrayBufferLike>, columns: number): Plane {
  const resized = new Float32Array(columns * height);
  for (let x = 0; x < columns; x++) {
    const at = ((x + 0.5) * width) / columns - 0.5;
    const first = Math.floor(at) - 1;
    for (let tap = first; tap < first + 4; tap++) {
      const weight = cubic(Math.abs(at - tap));
      const source = mirroredIndex(tap, width);
      for (let y = 0; y < height; y++) resized[y * columns + x]! += weight * data[y * width + source]!;
    }
  }
  return { data: resized, width: columns, height };
}

function cubic(d: number): number {
  return d < 1 ? 1.5 * d ** 3 - 2.5 * d ** 2 + 1 : -0.5 * d ** 3 + 2.5 * d ** 2 - 4 * d + 2;
}
