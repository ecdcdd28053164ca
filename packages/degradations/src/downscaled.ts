import { bicubicKernel, blur, compose, decimation } from "@genericdp/operators";
import type { BlurKernel } from "@genericdp/operators";
import { convolutionError } from "./linear-error.ts";
import { defineDegradation } from "./degradation.ts";
import type { Degradation } from "./degradation.ts";

/**
 * Downscaling: a blur, by default that of bicubic downscaling, after which every `factor`-th pixel is kept.
 * The blur is assumed to be circular, which has a closed-form solution; the image is extended beyond its
 * edges to avoid artefacts. For a fractional factor, the solution for the next whole factor is shrunk.
 *
 * @param factor above 1 and at most 8.
 * @param kernel only with a whole factor.
 * @throws RangeError for another factor; TypeError for a kernel with a fractional factor.
 */
export function downscaled(factor: number, kernel?: BlurKernel): Degradation {
  if (!(factor > 1 && factor <= 8)) {
    throw new RangeError(`downscaled: expected a factor above 1 and at most 8, got ${factor}`);
  }
  const whole = Math.ceil(factor);
  if (kernel !== undefined && whole !== factor) {
    throw new TypeError(`downscaled: expected a whole factor with a kernel, got ${factor}`);
  }
  const used = kernel ?? bicubicKernel(whole);
  const phase = Math.floor((whole - 1) / 2);
  const padding = Math.ceil(Math.max(used.width, used.height) / whole) + 4;
  const cut = padding * whole;
  return defineDegradation({
    operator: compose(decimation(whole, { phase }), blur(used, { boundary: "circular" })),
    family: { name: "downscale", error: (noiseLevel) => convolutionError(used, whole, noiseLevel) },
    schedule: { to: 2, exponent: 1, momentum: 1 },
    // Enlarged blocks would pass for edges.
    deblock: true,
    border: { padding, crop: { top: cut, right: cut, bottom: cut, left: cut } },
    ...(whole !== factor && { shrink: factor / whole }),
  });
}
