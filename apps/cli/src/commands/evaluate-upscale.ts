import { randomStream } from "@genericdp/core";
import { cropPlane, resizePlane } from "@genericdp/image";
import { bicubicKernel, blur, compose, decimation } from "@genericdp/operators";
import type { Context } from "../context.ts";
import { evaluate } from "../evaluation/evaluation.ts";
import { parseEvaluationFlags, parseList } from "../evaluation/evaluation-settings.ts";
import type { EvaluationFlags } from "../evaluation/evaluation-settings.ts";
import { measurePlane } from "../evaluation/measure-plane.ts";
import { loadKernel } from "../load-kernel.ts";
import { parseNoiseLevel, parseInteger } from "../options.ts";
import { solverSettings } from "../solver-options.ts";
import type { SolverFlags } from "../solver-options.ts";

export interface EvaluateUpscaleFlags extends EvaluationFlags, SolverFlags {
  readonly scale: string;
  readonly kernel?: string;
  readonly sigma: string;
  readonly assume: string;
  readonly shave?: string;
}

/**
 * `genericdp evaluate upscale`: downscales the images of a folder, enlarges them again and compares.
 *
 * Follows the conventions of published figures: rows and columns at the bottom and right that the scale does
 * not divide are cut off, colour is converted to luma from 16 to 235, and a margin as wide as the scale is
 * ignored. Downscaled images are neither clipped nor rounded. Samples are positioned as in bicubic
 * downscaling: in the middle of their blocks for odd scales, half a pixel beside their first pixel's centre
 * for a symmetric kernel of even side.
 */
export async function evaluateUpscale(flags: EvaluateUpscaleFlags, context: Context): Promise<void> {
  const scales = flags.scale.split(",").map((text) => parseInteger("--scale", text.trim(), 2, 8));
  const solver = solverSettings(flags);
  const settings = await parseEvaluationFlags(flags, context);
  const { max } = settings.denoiser.noiseRange;
  const [noiseLevel] = parseList("--sigma", flags.sigma, 0, max) as [number];
  const assumed = flags.assume === "auto" ? "auto" : parseNoiseLevel("--assume", flags.assume);
  const kernel = flags.kernel === undefined ? undefined : await loadKernel(context.folder, flags.kernel);
  const shave = flags.shave === undefined ? undefined : parseInteger("--shave", flags.shave, 0, 100);
  await evaluate(
    {
      task: "upscale",
      conditions: scales.map((scale) => ({ scale, shave: shave ?? scale })),
      heading: ({ scale }) => `×${scale}`,
      luma: "studio",
      timing: "s/image",
      baseline: "bicubic",
      facts: { kernel: flags.kernel ?? "bicubic", noiseLevel, assumed, ...solver },
      trials: async (image, i, { scale, shave: edge }, k) => {
        const [width, height] = [image.width, image.height].map((side) => side - (side % scale));
        const truth = cropPlane(image, 0, 0, { width: width!, height: height! });
        const blurring = blur(kernel ?? bicubicKernel(scale), { boundary: "symmetric" });
        const sampling = decimation(scale, { phase: Math.floor((scale - 1) / 2) });
        const random = randomStream(settings.seed, i, k);
        const small = await measurePlane(compose(sampling, blurring), truth, noiseLevel, random);
        const { signal } = context;
        return [
          {
            truth,
            shave: edge,
            baseline: resizePlane(small, truth),
            restore: (session) =>
              session.upscale(small, {
                ...solver,
                ...(kernel && { kernel }),
                scale,
                noiseLevel: noiseLevel > 0 ? noiseLevel : assumed,
                signal,
              }),
          },
        ];
      },
    },
    settings,
    context,
  );
}
