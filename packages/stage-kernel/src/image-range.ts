import { MIDDLE } from "./fixed-point.ts";
import type { ImageRange } from "./fixed-point.ts";
import type { StageModule } from "./stage-module.ts";

/** Steps to a doubling of the range: images that differ in a pixel or two mostly have the same. */
const STEPS = 8;

export interface ImagePlace {
  readonly x: number;
  /** Where each pixel's gain is; 0 where all share `gain`. */
  readonly gains: number;
  readonly gain: number;
  readonly pixels: number;
}

/**
 * The range of an image in memory, rounded up, and no smaller than that of 0..255. It makes no sense, and the
 * error that follows from it is NaN or infinite, where a pixel is no finite number or a gain no positive one.
 */
export function imageRange(module: StageModule, { x, gains, gain, pixels }: ImagePlace): ImageRange {
  const farthest = Math.max(module.farthest(x, pixels, MIDDLE), MIDDLE);
  const leastGain = gains === 0 ? gain : module.least(gains, pixels);
  return {
    reach: MIDDLE * 2 ** (Math.ceil(Math.log2(farthest / MIDDLE) * STEPS) / STEPS),
    leastGain: leastGain > 0 ? leastGain : NaN,
  };
}
