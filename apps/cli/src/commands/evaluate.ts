import { addGaussianNoise, randomStream } from "@genericdp/core";
import type { Context } from "../context.ts";
import { evaluate } from "../evaluation/evaluation.ts";
import { parseEvaluationFlags } from "../evaluation/evaluation-settings.ts";
import type { EvaluationFlags } from "../evaluation/evaluation-settings.ts";
import { checkNoiseLevel, parseNoiseLevel } from "../options.ts";

export interface EvaluateDenoiseFlags extends EvaluationFlags {
  readonly sigma: string;
  readonly selfEnsemble?: boolean;
  readonly colour?: boolean;
}

/**
 * `genericdp evaluate denoise`: adds noise to the images of a folder, removes it again and compares.
 *
 * Follows the conventions of published figures: noise is neither clipped nor rounded, the output is clipped;
 * for colour, the PSNR is that of all channels together, and the SSIM is the mean of theirs. Noise depends on
 * the seed, the image's position in the folder and the noise level's position in the list.
 */
export async function evaluateDenoise(flags: EvaluateDenoiseFlags, context: Context): Promise<void> {
  const noiseLevels = flags.sigma.split(",").map((text) => parseNoiseLevel("--sigma", text.trim()));
  const selfEnsemble = flags.selfEnsemble === true;
  const colour = flags.colour === true;
  const unsaid = flags.model === undefined && flags.denoiser === undefined;
  const settings = await parseEvaluationFlags(
    { ...flags, ...(colour && unsaid && { model: "colour" }) },
    context,
  );
  const { noiseRange } = settings.denoiser;
  for (const noiseLevel of noiseLevels) checkNoiseLevel("--sigma", noiseLevel, noiseRange);
  await evaluate(
    {
      task: "denoise",
      conditions: noiseLevels.map((noiseLevel) => ({ noiseLevel })),
      heading: ({ noiseLevel }) => `σ = ${noiseLevel}`,
      luma: colour ? "colour" : "full",
      timing: "ms/MP",
      facts: { selfEnsemble },
      trials: async ({ data, width, height }, i, { noiseLevel }, k) => {
        const noisy = addGaussianNoise(data, noiseLevel, randomStream(settings.seed, i, k));
        const options = { noiseLevel, selfEnsemble, signal: context.signal };
        return [
          {
            truth: { data, width, height },
            restore: async (session) => {
              const restored = await session.denoise({ data: noisy, width, height }, options);
              return { ...restored, data: new Float32Array(restored.data) };
            },
          },
        ];
      },
    },
    settings,
    context,
  );
}
