import { mask } from "@genericdp/operators";
import type { PixelWeights } from "@genericdp/operators";
import { GAPS } from "./gaps.ts";
import { defineDegradation } from "./degradation.ts";
import type { Degradation } from "./degradation.ts";
import { gapError } from "./linear-error.ts";

/** The noise level of pixels that are known exactly: next to none. */
const CLEAN = 0.25;

/**
 * Missing pixels. Known ones are taken to be exact, and stay as they are unless a noise level is given.
 *
 * @param known for each pixel of the image 1 where it is known and 0 where it is missing.
 * @throws TypeError where sides and numbers do not fit, RangeError for a number outside 0 … 1.
 */
export function masked(known: PixelWeights): Degradation {
  return defineDegradation({
    operator: mask(known),
    // There is no estimate of the noise between missing pixels.
    noise: { level: CLEAN },
    schedule: GAPS,
    family: { name: "missing", error: (noiseLevel) => gapError(known, noiseLevel), byDefault: false },
    project: (restored, measured) => ({
      ...restored,
      data: restored.data.map((level, i) => (known.data[i] === 1 ? measured.data[i]! : level)),
    }),
  });
}
