import { bicubicKernel, blur, compose, decimation } from "@genericdp/operators";
import type { BlurKernel } from "@genericdp/operators";
import { convolutionError } from "./linear-error.ts";
import { defineDegradation } from "./degradation.ts";
import type { Degradation } from "./degradation.ts";

/**
 * A blur, by default that of bicubic downscaling, of which every `factor`-th pixel was kept. The blur is
 * assumed to be circular, for which there is a closed form; the image is extended beyond its edges to avoid
 * artefacts.
 *
 * @throws RangeError unless `factor` is a whole number from 2 to 8.
 */
export function downscaled(
  factor: number,
  kernel: BlurKernel = bicubicKernel(checkFactor(factor)),
): Degradation {
  const phase = Math.floor((checkFactor(factor) - 1) / 2);
  const padding = Math.ceil(Math.max(kernel.width, kernel.height) / factor) + 4;
  const cut = padding * factor;
  return defineDegradation({
    operator: compose(decimation(factor, { phase }), blur(kernel, { boundary: "circular" })),
    family: { name: "downscale", error: (noiseLevel) => convolutionError(kernel, factor, noiseLevel) },
    schedule: { to: 2, exponent: 1, momentum: 1 },
    border: { padding, crop: { top: cut, right: cut, bottom: cut, left: cut } },
  });
}

function checkFactor(factor: number): number {
  if (Number.isInteger(factor) && factor >= 2 && factor <= 8) return factor;
  throw new RangeError(`downscaled: expected a whole factor from 2 to 8, got ${factor}`);
}
