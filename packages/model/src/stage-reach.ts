import type { Architecture } from "./architecture.ts";

/** How to divide an image so that a stage gives the same result on the parts as on the whole. */
export interface StageReach {
  /** Parts must start at a multiple of this number of pixels, the side of the largest blocks. */
  readonly grid: number;
  /** Number of pixels around a part that affect it; a multiple of `grid`. */
  readonly margin: number;
}

/** The reach of a stage of a model. */
export function stageReach({ scales, gainMap }: Pick<Architecture, "scales" | "gainMap">): StageReach {
  const grid = Math.max(...scales.map(({ block }) => block), gainMap?.block ?? 1);
  // A filter and its adjoint reach size − 1 coarse pixels; between them, the gain is read half as far.
  const margins = scales.map(({ size, block }) => {
    const reach = (size - 1) * block;
    if (gainMap === null) return reach;
    return Math.max(reach, roundUp(reach / 2, gainMap.block) + (gainMap.size - 1) * gainMap.block);
  });
  return { grid, margin: roundUp(Math.max(...margins), grid) };
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
