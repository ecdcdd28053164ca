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
  readonly captured?: string;
}

/**
 * `genericdp evaluate deblur`: blurs the images of a folder with each kernel, adds noise, restores and
 * compares. An image's figure is its mean over the kernels.
 *
 * Noise is neither clipped nor rounded, and depends on the seed and the positions of image, kernel and noise
 * level in their lists. With "valid", only the part of the image covered by the measurement is compared.
 * --shave then ignores pixels at the edges of that part, or of the image.
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

/** Number of rows or columns of the image before the first one that a "valid" blur measures. */
function before(side: number): number {
  return side - 1 - Math.floor(side / 2);
}
