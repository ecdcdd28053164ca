import { addGaussianNoise, randomStream } from "@genericdp/core";
import type { Context } from "../context.ts";
import { evaluate } from "../evaluation/evaluation.ts";
import { parseEvaluationFlags, parseList } from "../evaluation/evaluation-settings.ts";
import type { EvaluationFlags } from "../evaluation/evaluation-settings.ts";
import { harmonicFill } from "../evaluation/harmonic-fill.ts";
import { parseNumber } from "../options.ts";
import { solverSettings } from "../solver-options.ts";
import type { SolverFlags } from "../solver-options.ts";

export interface EvaluateInpaintFlags extends EvaluationFlags, SolverFlags {
  readonly missing: string;
  readonly sigma: string;
}

/**
 * `genericdp evaluate inpaint`: removes random pixels from the images of a folder, fills them in and compares
 * all pixels.
 *
 * The missing pixels and the noise of the others depend on the seed, the image's position in the folder and
 * the percentage's position in the list.
 */
export async function evaluateInpaint(flags: EvaluateInpaintFlags, context: Context): Promise<void> {
  const shares = parseList("--missing", flags.missing, 1, 99);
  const solver = solverSettings(flags);
  const settings = await parseEvaluationFlags(flags, context);
  const noiseLevel = parseNumber("--sigma", flags.sigma, 0, settings.denoiser.noiseRange.max);
  await evaluate(
    {
      task: "inpaint",
      conditions: shares.map((missing) => ({ missing })),
      heading: ({ missing }) => `${missing} % missing`,
      luma: "full",
      timing: "s/image",
      baseline: "harmonic",
      facts: { noiseLevel, ...solver },
      trials: async ({ data, width, height }, i, { missing }, k) => {
        const random = randomStream(settings.seed, i, k);
        const known = takeAway(data.length, missing / 100, random.uniform);
        const noisy = new Float32Array(addGaussianNoise(data, noiseLevel, random));
        const holed = { data: noisy.map((level, p) => level * known[p]!), width, height };
        const options = { ...solver, ...(noiseLevel > 0 && { noiseLevel }), signal: context.signal };
        return [
          {
            truth: { data, width, height },
            baseline: harmonicFill(holed, known),
            restore: (session) => session.inpaint(holed, { ...options, known }),
          },
        ];
      },
    },
    settings,
    context,
  );
}

/** 0 for a random share of the pixels, 1 for the others. At least one pixel is kept. */
function takeAway(size: number, share: number, uniform: () => number): Uint8Array {
  const order = Uint32Array.from({ length: size }, (_, i) => i);
  const known = new Uint8Array(size).fill(1);
  const count = Math.min(size - 1, Math.round(share * size));
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(uniform() * (size - i));
    known[order[j]!] = 0;
    order[j] = order[i]!;
  }
  return known;
}
