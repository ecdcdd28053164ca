import { randomStream } from "@genericdp/core";
import { cropPlane } from "@genericdp/image";
import { identity } from "@genericdp/operators";
import type { Context } from "../context.ts";
import { evaluate } from "../evaluation/evaluation.ts";
import { parseEvaluationFlags, parseList } from "../evaluation/evaluation-settings.ts";
import type { EvaluationFlags } from "../evaluation/evaluation-settings.ts";
import { measurePlane } from "../evaluation/measure-plane.ts";
import { parseInteger } from "../options.ts";
import { loadDegradation } from "../plugin/load-plugin.ts";
import type { PluginFlags } from "../plugin/plugin-options.ts";
import { solverSettings } from "../solver-options.ts";
import type { SolverFlags } from "../solver-options.ts";

export interface EvaluateRestoreFlags extends EvaluationFlags, SolverFlags, PluginFlags {
  readonly sigma: string;
  readonly shave: string;
}

/**
 * `genericdp evaluate restore`: applies a plugin to the images of a folder, adds noise, restores and
 * compares.
 *
 * The restored image is compared with the part of the original that it covers: whatever the degradation crops
 * at the top and left is also cropped from the original. Noise depends on the seed, the image's position in
 * the folder and the noise level's position in the list.
 */
export async function evaluateRestore(flags: EvaluateRestoreFlags, context: Context): Promise<void> {
  const solver = solverSettings(flags);
  const settings = await parseEvaluationFlags(flags, context);
  const noiseLevels = parseList("--sigma", flags.sigma, 0.01, settings.denoiser.noiseRange.max);
  const shave = parseInteger("--shave", flags.shave, 0, 100);
  const degradation = await loadDegradation(context.folder, flags);
  const { operator = identity(), border: { padding = 0, crop: given } = {} } = degradation;
  // If a degradation pads the measurement, it crops the padding itself.
  const none = { top: 0, right: 0, bottom: 0, left: 0 };
  const { top, right, bottom, left } = (padding === 0 ? given : undefined) ?? none;
  const { plugin, pluginOption = [] } = flags;
  await evaluate(
    {
      task: "restore",
      conditions: noiseLevels.map((noiseLevel) => ({ noiseLevel })),
      heading: ({ noiseLevel }) => `σ = ${noiseLevel}`,
      luma: "full",
      timing: "s/image",
      facts: { plugin, pluginOption, shave, ...solver },
      trials: async (image, i, { noiseLevel }, k) => {
        const measured = await measurePlane(operator, image, noiseLevel, randomStream(settings.seed, i, k));
        const size = { width: image.width - left - right, height: image.height - top - bottom };
        const options = { ...solver, noiseLevel, signal: context.signal };
        return [
          {
            truth: cropPlane(image, left, top, size),
            shave,
            restore: (session) => session.restore(measured, degradation, options),
          },
        ];
      },
    },
    settings,
    context,
  );
}
