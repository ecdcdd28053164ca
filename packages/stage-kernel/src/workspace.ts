import type { Arena } from "./arena.ts";
import type { Workspace } from "./records.ts";
import type { PlacedScale } from "./scale-layout.ts";

/** Must agree with assembly/arithmetic.ts. */
export const BLOCK = 64;

/** Workspace for `rows` fine rows of any of the scales; for gains only if they are a map. */
export function placeWorkspace(
  memory: Arena,
  scales: readonly PlacedScale[],
  rows: number,
  gainMap: boolean,
): Workspace {
  const room = (floats: (scale: PlacedScale) => number): number =>
    memory.allocate(Math.max(...scales.map(floats)));
  const gains = (scale: PlacedScale): number => gainSize(scale, Math.ceil(rows / scale.block));
  return {
    padded: room(({ channelCount, plane }) => (channelCount * plane) / 4),
    out: room(({ outputCount, plane }) => (outputCount * plane) / 4),
    gains: gainMap ? room(gains) : 0,
    inverses: gainMap ? room(gains) : 0,
    z: room(responseSize),
  };
}

/** Number of floats for the gains at the responses of `rows` rows. */
export function gainSize({ border, gainStride }: PlacedScale, rows: number): number {
  return (rows + border) * gainStride;
}

/** Number of floats for the responses of all filters at one block of pixels. */
export function responseSize({ count }: PlacedScale): number {
  return count * BLOCK;
}
