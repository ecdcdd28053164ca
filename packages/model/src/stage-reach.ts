import type { Architecture } from "./architecture.ts";

/** What an image must be cut along, for a stage to give the same on its parts as on the whole. */
export interface StageReach {
  /** Parts must begin at a multiple of so many pixels: the largest blocks. */
  readonly grid: number;
  /** So many pixels around a part, and no others, matter to it; a multiple of `grid`. */
  readonly margin: number;
}

/** How far a stage of a model sees. */
export function stageReach({ scales, gainMap }: Pick<Architecture, "scales" | "gainMap">): StageReach {
  const grid = Math.max(...scales.map(({ block }) => block), gainMap?.block ?? 1);
  // A filter and its adjoint see size − 1 coarse pixels; between them, the gain is read half as far out.
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
