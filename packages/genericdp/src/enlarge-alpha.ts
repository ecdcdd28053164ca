import { resizePlane } from "@genericdp/image";
import type { Plane } from "@genericdp/image";

/**
 * The noise level at which opacities are restored, chosen by the PSNR over white of enlarged disks and
 * squares.
 */
export const ALPHA_NOISE = 3;

/** Whether an image has at most two opacities: a stencil, whose edges are steps instead of mixtures. */
export function isStencil(alpha: Float32Array): boolean {
  const one = alpha[0];
  const other = alpha.find((level) => level !== one);
  return alpha.every((level) => level === one || level === other);
}

/** A stencil of another size, with soft edges; a restoration would preserve its steps. */
export function resizeStencil(alpha: Plane, size: Pick<Plane, "width" | "height">): Plane {
  return withinNeighbours(resizePlane(alpha, size), alpha);
}

/**
 * Opacities of an enlarged plane, each clamped to the range of the 3 × 3 surrounding pixels of the smaller
 * one: this avoids rings, and keeps areas exactly opaque or clear.
 */
export function withinNeighbours(large: Plane, small: Plane): Plane {
  const data = large.data.map((level, i) => {
    const row = Math.floor(((Math.floor(i / large.width) + 0.5) * small.height) / large.height);
    const column = Math.floor((((i % large.width) + 0.5) * small.width) / large.width);
    let [least, most] = [Infinity, -Infinity];
    for (let y = Math.max(row - 1, 0); y <= Math.min(row + 1, small.height - 1); y++) {
      for (let x = Math.max(column - 1, 0); x <= Math.min(column + 1, small.width - 1); x++) {
        const near = small.data[y * small.width + x]!;
        least = Math.min(least, near);
        most = Math.max(most, near);
      }
    }
    return Math.min(most, Math.max(least, level));
  });
  return { ...large, data };
}
