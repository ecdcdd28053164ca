import type { LinearOperator } from "@genericdp/core";
import type { PlugAndPlayOptions } from "@genericdp/hqs";
import { cropPlane, extendPlane } from "@genericdp/image";
import type { Plane } from "@genericdp/image";
import { bicubicKernel, blur, compose, decimation, mask } from "@genericdp/operators";
import type { BlurBoundary, BlurKernel } from "@genericdp/operators";

type Size = Pick<Plane, "width" | "height">;

/** What happened to an image, and how its measured planes relate to those of the result. */
export interface Degradation {
  readonly operator: LinearOperator;
  /** How to solve it by plug and play; chosen on degraded validation images, see docs/solver-notes.md. */
  readonly schedule: PlugAndPlayOptions;
  /** The plane to solve for, made of a measured one. */
  enter(plane: Plane): Plane;
  /** The result's plane, of a solved one. */
  leave(plane: Plane): Plane;
}

/** A blur; the result has the size of the blurred image, also where its border is unknown ("valid"). */
export function blurred(kernel: BlurKernel, boundary: BlurBoundary): Degradation {
  const operator = blur(kernel, { boundary });
  if (boundary !== "valid") return { operator, schedule: {}, enter: same, leave: same };
  const lost = { width: kernel.width - 1, height: kernel.height - 1 };
  const before = (side: number): number => side - 1 - Math.floor(side / 2);
  return {
    operator,
    schedule: { iterations: 16, weight: [0.45, 0.2], momentum: 1, relaxation: 0.5 },
    enter: same,
    leave: (plane) => {
      const size = { width: plane.width - lost.width, height: plane.height - lost.height };
      return cropPlane(plane, before(kernel.width), before(kernel.height), size);
    },
  };
}

/**
 * A blur, by default what bicubic shrinking does, then every `factor`-th pixel. The blur is taken to be
 * circular, for which there is a closed form; the image is continued beyond its edges so that nothing comes
 * of that.
 */
export function shrunk(factor: number, kernel: BlurKernel = bicubicKernel(factor)): Degradation {
  const phase = Math.floor((factor - 1) / 2);
  const operator = compose(decimation(factor, { phase }), blur(kernel, { boundary: "circular" }));
  const border = Math.ceil(Math.max(kernel.width, kernel.height) / factor) + 4;
  return {
    operator,
    schedule: { to: 2, bend: 1, momentum: 1 },
    enter: (plane) => extendPlane(plane, border),
    leave: (plane) => {
      const size = shrink(plane, 2 * border * factor);
      return cropPlane(plane, border * factor, border * factor, size);
    },
  };
}

/** Pixels that are missing: `known` has a 1 for each pixel that is there and a 0 for each that is not. */
export function masked(known: ArrayLike<number>, { width, height }: Size): Degradation {
  return {
    operator: mask({ width, height, data: known }),
    schedule: { iterations: 16, from: 20, to: 1.5, bend: 1, momentum: 1 },
    enter: same,
    leave: same,
  };
}

/** Whatever the operator says, without the knowledge that the others have. */
export function general(operator: LinearOperator): Degradation {
  return { operator, schedule: {}, enter: same, leave: same };
}

function same(plane: Plane): Plane {
  return plane;
}

function shrink({ width, height }: Size, by: number): Size {
  return { width: width - by, height: height - by };
}
