import { defineDegradation } from "./degradation.ts";
import type { Degradation } from "./degradation.ts";
import { cosineDistance, cosineIntervals } from "./jpeg-intervals.ts";
import type { Grid } from "./jpeg-intervals.ts";
import { quantizationError } from "./linear-error.ts";

/** The quantisation of a JPEG; `readJpegTables` of `@genericdp/image` reads it from a file. */
export interface JpegQuantization {
  /** 64 luma steps in row-major order, starting with the constant coefficient. */
  readonly luma: readonly number[];
  /** The same for chroma. Default: those of luma. */
  readonly chroma?: readonly number[];
  /** Number of luma pixels per chroma pixel, horizontally and vertically. Default: [1, 1]. */
  readonly subsampling?: readonly [across: number, down: number];
  /** Number of pixels to the left of and above the first complete block. Default: [0, 0]. */
  readonly origin?: readonly [left: number, top: number];
}

/**
 * The coefficients are kept within this fraction of a step around the stored value. Rounding allows half a
 * step, but values near the middle are more likely: on BSDS500's validation part, 0.1 and 0.3 are each up to
 * 0.3 dB worse, 0.4 up to 0.8 dB.
 */
const HELD = 0.2;
/** Iterations of the solver; 8 are no better. */
const ITERATIONS = 6;

/**
 * An image that was stored as JPEG (ITU-T T.81). Each coefficient of the blocks' cosine transform is known to
 * within a fraction of its quantisation step. The data step is the projection onto these intervals; for
 * subsampled chroma, onto the intervals of the averages.
 *
 * @throws RangeError unless the tables have 64 steps above 0 and the subsampling is by 1, 2 or 4.
 */
export function jpegCompressed({
  luma,
  chroma = luma,
  subsampling = [1, 1],
  origin = [0, 0],
}: JpegQuantization): Degradation {
  for (const [name, steps] of Object.entries({ luma, chroma })) {
    if (steps.length === 64 && steps.every((step) => step > 0 && step < Infinity)) continue;
    throw new RangeError(`jpegCompressed: expected 64 steps above 0 of ${name}, got ${steps.join(", ")}`);
  }
  if (subsampling.length !== 2 || !subsampling.every((by) => by === 1 || by === 2 || by === 4)) {
    throw new RangeError(`jpegCompressed: expected subsampling by 1, 2 or 4, got ${subsampling.join(" × ")}`);
  }
  if (origin.length !== 2 || !origin.every((pixels) => Number.isSafeInteger(pixels) && pixels >= 0)) {
    throw new RangeError(`jpegCompressed: expected an origin in whole pixels, got ${origin.join(", ")}`);
  }
  return defineDegradation({
    ...plane(luma, lastLevel(luma), { boxes: [1, 1], origin }),
    name: "JPEG",
    chroma: plane(chroma, CHROMA * lastLevel(chroma), { boxes: subsampling, origin }),
  });
}

function plane(steps: readonly number[], level: number, grid: Grid): Degradation {
  const left = quantizationError(steps);
  return {
    name: "JPEG plane",
    dataTerm: cosineIntervals({ steps, held: HELD, ...grid }),
    noise: { level },
    schedule: { iterations: ITERATIONS, from: FIRST * level, exponent: 1 },
    family: {
      name: "jpeg",
      // The strength scales the noise level.
      error: (noiseLevel) => (left * noiseLevel) / level,
      dataTerm: cosineDistance({ steps, held: HELD, ...grid }),
    },
  };
}

/** The prior's noise level in the first iteration, relative to the last one. */
const FIRST = 3.5;
/** Chroma covers a smaller range than luma for the same colours. */
const CHROMA = 0.7;

/** The prior's noise level at the last iteration: 4.5 at quality 10, 3 at 30, 2 at 70. */
function lastLevel(steps: readonly number[]): number {
  // Low frequencies only, because they have most of an image's energy.
  const low = steps.filter((_, i) => (i % 8) + (i >> 3) < 4);
  const mean = low.reduce((sum, step) => sum + step, 0) / low.length;
  return 0.91 * mean ** 0.38;
}
