import { blur } from "@genericdp/operators";
import type { BlurKernel, BlurOptions } from "@genericdp/operators";
import { convolutionError } from "./linear-error.ts";
import { defineDegradation } from "./degradation.ts";
import type { Degradation, Family } from "./degradation.ts";

/** White, in levels from 0 to 255, for 8-bit and 16-bit images alike. */
const WHITE = 255;

/**
 * A known blur. The result has the size of the blurred image, even if its surroundings are unknown ("valid",
 * the default).
 *
 * @throws TypeError or RangeError for an invalid kernel or boundary.
 */
export function blurred(kernel: BlurKernel, { boundary = "valid" }: Partial<BlurOptions> = {}): Degradation {
  const operator = blur(kernel, { boundary });
  const family: Family = {
    name: "blur",
    error: (noiseLevel) => convolutionError(kernel, 1, noiseLevel),
    // Worse than plug and play, mostly at low noise: see docs/solver-notes.md.
    byDefault: false,
  };
  const common = { operator, family, saturation: WHITE };
  if (boundary !== "valid") return defineDegradation(common);
  const [right, bottom] = [Math.floor(kernel.width / 2), Math.floor(kernel.height / 2)];
  return defineDegradation({
    ...common,
    schedule: { iterations: 16, weight: [0.45, 0.2], momentum: 1, relaxation: 0.5 },
    // The solver restores every pixel that contributed to the measurement.
    border: { crop: { top: kernel.height - 1 - bottom, right, bottom, left: kernel.width - 1 - right } },
  });
}
