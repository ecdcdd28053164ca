import { greater, max, maximum, minimum, abs, scalar, sub, add, tidy, where } from "@tensorflow/tfjs-core";
import { defineDegradation } from "./degradation.ts";
import type { Degradation } from "./degradation.ts";

/**
 * Levels rounded to multiples of `step`: the true level is within half a step of the measured one, all values
 * being equally likely. The data step is the projection onto these intervals.
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
    // The standard deviation of the rounding error.
    noise: { level: step / Math.sqrt(12) },
  });
}
