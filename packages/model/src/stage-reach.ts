import { GAIN_BLOCK } from "@genericdp/core";
import type { Architecture } from "./architecture.ts";

/** What an image must be cut along, for a stage to give the same on its parts as on the whole. */
export interface StageReach {
  /** Parts must begin at a multiple of so many pixels: the blocks of the coarsest scale. */
  readonly grid: number;
  /** So many pixels around a part, and no others, matter to it; a multiple of `grid`. */
  readonly margin: number;
}

/** How far a stage of a model sees. */
export function stageReach({ scales, gainMap }: Pick<Architecture, "scales" | "gainMap">): StageReach {
  const grid = Math.max(2 ** (scales.length - 1), gainMap === null ? 1 : GAIN_BLOCK);
  // A filter and its adjoint see size − 1 coarse pixels; between them, the gain is read half as far out.
  const seen = scales.map(({ size }, s) => (size - 1) * 2 ** s);
  const mapReach = gainMap === null ? 0 : (gainMap.size - 1) * GAIN_BLOCK;
  const margins = seen.map((reach) =>
    gainMap === null ? reach : Math.max(reach, roundUp(reach / 2, GAIN_BLOCK) + mapReach),
  );
  return { grid, margin: roundUp(Math.max(...margins), grid) };
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
