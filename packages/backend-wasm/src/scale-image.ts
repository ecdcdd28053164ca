import type { Arena } from "./arena.ts";
import type { PlacedScale } from "./scale-layout.ts";
import type { StageModule } from "./stage-module.ts";
import { LOOKUP_SIZE, writePerResponse } from "./table-layout.ts";

/** Size of the fine image. */
export interface ImageSize {
  readonly height: number;
  readonly width: number;
}

/** Brings the block mean of the image at `x`, mirrored at its edges, into a scale's room. */
export function enterImage(module: StageModule, scale: PlacedScale, x: number, size: ImageSize): void {
  const coarse = enterMean(module, scale, x, size);
  module.padSymmetric(coarse, scale.padded, scale.height, scale.width, scale.border, scale.stride);
}

/** Makes the kernel take φ_i(a z), for all responses of a scale. */
export function enterGain(memory: Arena, scale: PlacedScale, gain: number): void {
  writePerResponse(memory.view(scale.lookup, LOOKUP_SIZE), gain * scale.density);
}

/** Brings the block mean of the gains at `map` to the responses of a scale. */
export function enterGainMap(module: StageModule, scale: PlacedScale, map: number, size: ImageSize): void {
  const { gains, inverses, height, width, border, gainStride } = scale;
  const coarse = enterMean(module, scale, map, size);
  module.spreadGain(coarse, gains, inverses, height, width, border / 2, gainStride);
}

/** Brings the block sum of the back-signal at `e`, surrounded by zeros, to `padded`. */
export function enterBackSignal(
  module: StageModule,
  scale: PlacedScale,
  e: number,
  padded: number,
  { height, width }: ImageSize,
): void {
  let coarse = e;
  if (scale.block > 1) {
    module.blockSum(e, scale.coarse, height, width, scale.block, 0);
    ({ coarse } = scale);
  }
  module.padZeros(coarse, padded, scale.height, scale.width, scale.border, scale.stride);
}

/** Where the block mean of the image at `from` is then to be found. */
function enterMean(
  module: StageModule,
  scale: PlacedScale,
  from: number,
  { height, width }: ImageSize,
): number {
  if (scale.block === 1) return from;
  module.blockSum(from, scale.coarse, height, width, scale.block, 1);
  return scale.coarse;
}
