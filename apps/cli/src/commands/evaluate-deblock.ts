import { pixelImage } from "@genericdp/image";
import { encodeImage, readImage } from "@genericdp/image/node";
import type { Context } from "../context.ts";
import { evaluate } from "../evaluation/evaluation.ts";
import { parseEvaluationFlags, parseList } from "../evaluation/evaluation-settings.ts";
import type { EvaluationFlags } from "../evaluation/evaluation-settings.ts";
import { solverSettings } from "../solver-options.ts";
import type { SolverFlags } from "../solver-options.ts";

export interface EvaluateDeblockFlags extends EvaluationFlags, SolverFlags {
  readonly jpegQuality: string;
}

/**
 * `genericdp evaluate deblock`: stores the images of a folder as gray JPEG, restores them with the tables in
 * the files and compares.
 */
export async function evaluateDeblock(flags: EvaluateDeblockFlags, context: Context): Promise<void> {
  const qualities = parseList("--jpeg-quality", flags.jpegQuality, 1, 100);
  const solver = solverSettings(flags);
  const settings = await parseEvaluationFlags(flags, context);
  await evaluate(
    {
      task: "deblock",
      conditions: qualities.map((jpegQuality) => ({ jpegQuality })),
      heading: ({ jpegQuality }) => `quality ${jpegQuality}`,
      luma: "studio",
      timing: "s/image",
      baseline: "JPEG",
      facts: solver,
      trials: async (truth, _i, { jpegQuality }) => {
        const file = await encodeImage(pixelImage(truth), { format: "jpeg", quality: jpegQuality });
        const { data, width, height, jpeg } = await readImage(file);
        const decoded = { data, width, height };
        return [
          {
            truth,
            blocks: true,
            baseline: decoded,
            restore: (session) =>
              session.deblock(decoded, { ...solver, quantization: jpeg!, signal: context.signal }),
          },
        ];
      },
    },
    settings,
    context,
  );
}
