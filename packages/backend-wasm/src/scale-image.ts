import type { Arena } from "./arena.ts";
import type { PlacedScale } from "./scale-layout.ts";
import type { StageModule } from "./stage-module.ts";
import { LOOKUP_SIZE, writeLookup } from "./table-layout.ts";

/**
 * Brings the block mean of the image at `x`, `height` × `width`, mirrored at its edges, into a scale's room,
 * and the image's `gain` into the look-up.
 */
export function enterScale(
  module: StageModule,
  memory: Arena,
  scale: PlacedScale,
  x: number,
  height: number,
  width: number,
  gain: number,
): void {
  writeLookup(memory.view(scale.lookup, LOOKUP_SIZE), scale.pieces, gain * scale.density);
  let coarse = x;
  if (scale.block > 1) {
    module.blockSum(x, scale.coarse, height, width, scale.block, 1);
    ({ coarse } = scale);
  }
  module.padSymmetric(coarse, scale.padded, scale.height, scale.width, scale.border, scale.stride);
}

/** Brings the block sum of the back-signal at `e`, surrounded by zeros, to `padded`. */
export function enterBackSignal(
  module: StageModule,
  scale: PlacedScale,
  e: number,
  padded: number,
  height: number,
  width: number,
): void {
  let coarse = e;
  if (scale.block > 1) {
    module.blockSum(e, scale.coarse, height, width, scale.block, 0);
    ({ coarse } = scale);
  }
  module.padZeros(coarse, padded, scale.height, scale.width, scale.border, scale.stride);
}
