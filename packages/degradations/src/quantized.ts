import { greater, max, maximum, minimum, abs, scalar, sub, add, tidy, where } from "@tensorflow/tfjs-core";
import { defineDegradation } from "./degradation.ts";
import type { Degradation } from "./degradation.ts";

/**
 * Levels that were rounded to multiples of `step`: every level lies within half a step of the measured one,
 * and no level there is likelier than another. The data step is the projection on these intervals.
 *
 * @param step in gray levels, above 0.
 */
export function quantized(step: number): Degradation {
  if (!(step > 0 && step < Infinity)) {
    throw new RangeError(`quantized: expected a step above 0, got ${step}`);
  }
  const half = step / 2;
  return defineDegradation({
    name: `quantization to ${step}`,
    dataTerm: {
      name: "quantization interval",
      prox: (z, y) => tidy(() => minimum(maximum(z, sub(y, half)), add(y, half))),
      value: (x, y) =>
        tidy(() => where(greater(max(abs(sub(x, y))), half * (1 + 1e-5)), scalar(Infinity), scalar(0))),
    },
    // The standard deviation of what rounding takes away.
    noise: { level: step / Math.sqrt(12) },
  });
}
