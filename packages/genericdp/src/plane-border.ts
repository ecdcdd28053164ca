import type { Degradation } from "@genericdp/degradations";
import { cropPlane, extendPlane, resizePlane } from "@genericdp/image";
import type { Plane } from "@genericdp/image";

/** A measured plane, extended as the degradation says. */
export function withBorder(plane: Plane, { border: { padding = 0 } = {} }: Degradation): Plane {
  return padding === 0 ? plane : extendPlane(plane, padding);
}

/** The result of a solution: without what the degradation cuts off, and of the size that is wanted. */
export function withoutBorder(solution: Plane, { border, shrink = 1 }: Degradation): Plane {
  const inner = cropped(solution, border?.crop);
  if (shrink === 1) return inner;
  const side = (length: number): number => Math.max(1, Math.round(shrink * length));
  return resizePlane(inner, { width: side(inner.width), height: side(inner.height) });
}

function cropped(plane: Plane, crop: NonNullable<Degradation["border"]>["crop"]): Plane {
  if (crop === undefined) return plane;
  const { top, right, bottom, left } = crop;
  const size = { width: plane.width - left - right, height: plane.height - top - bottom };
  return cropPlane(plane, left, top, size);
}
