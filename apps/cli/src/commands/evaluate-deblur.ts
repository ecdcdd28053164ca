import { randomStream } from "@genericdp/core";
import { cropPlane } from "@genericdp/image";
import { blur } from "@genericdp/operators";
import type { BlurBoundary } from "genericdp";
import type { Context } from "../context.ts";
import { evaluate } from "../evaluation/evaluation.ts";
import { parseEvaluationFlags, parseList } from "../evaluation/evaluation-settings.ts";
import type { EvaluationFlags } from "../evaluation/evaluation-settings.ts";
import { measurePlane } from "../evaluation/measure-plane.ts";
import type { Trial } from "../evaluation/trial.ts";
import { loadKernels } from "../load-kernels.ts";
import { parseInteger } from "../options.ts";
import { solverSettings } from "../solver-options.ts";
import type { SolverFlags } from "../solver-options.ts";

export interface EvaluateDeblurFlags extends EvaluationFlags, SolverFlags {
  readonly kernel: string;
  readonly boundary: BlurBoundary;
  readonly sigma: string;
  readonly shave?: string;
}

/**
 * `genericdp evaluate deblur`: blurs the images of a folder by each kernel, adds noise, restores and
 * compares; the figure of an image is the mean over the kernels.
 *
 * Noise is neither clipped nor rounded, and depends on the seed and the places of image, kernel and noise
 * level in their lists. With "valid", what is compared is the part of the image that the measurement covers;
 * of that, or of the image, --shave leaves pixels at the edges out.
 */
export async function evaluateDeblur(flags: EvaluateDeblurFlags, context: Context): Promise<void> {
  const { boundary } = flags;
  const solver = solverSettings(flags);
  const settings = await parseEvaluationFlags(flags, context);
  const noiseLevels = parseList("--sigma", flags.sigma, 0.01, settings.denoiser.noiseRange.max);
  const shave = parseInteger("--shave", flags.shave ?? "0", 0, 100);
  const kernels = await loadKernels(context.folder, flags.kernel);
  const blurs = kernels.map(({ name, kernel }) => ({ name, kernel, operator: blur(kernel, { boundary }) }));
  await evaluate(
    {
      task: "deblur",
      conditions: noiseLevels.map((noiseLevel) => ({ noiseLevel })),
      heading: ({ noiseLevel }) => `σ = ${noiseLevel}`,
      luma: "full",
      timing: "s/image",
      baseline: "blurred",
      facts: { boundary, shave, ...solver, kernels: kernels.map(({ name }) => name) },
      trials: async (image, i, { noiseLevel }, k) => {
        const trials: Trial[] = [];
        for (const [j, { kernel, operator }] of blurs.entries()) {
          const random = randomStream(settings.seed, i, j, k);
          const blurred = await measurePlane(operator, image, noiseLevel, random);
          const [left, top] = boundary === "valid" ? [before(kernel.width), before(kernel.height)] : [0, 0];
          trials.push({
            truth: cropPlane(image, left, top, blurred),
            shave,
            baseline: blurred,
            restore: (session) =>
              session.deblur(blurred, { ...solver, kernel, boundary, noiseLevel, signal: context.signal }),
          });
        }
        return trials;
      },
    },
    settings,
    context,
  );
}

/** How many rows or columns of the image lie before the first that a "valid" blur measures. */
function before(side: number): number {
  return side - 1 - Math.floor(side / 2);
}
