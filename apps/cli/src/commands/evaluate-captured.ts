import { readdir } from "node:fs/promises";
import { parse, resolve } from "node:path";
import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import { evaluate } from "../evaluation/evaluation.ts";
import { parseEvaluationFlags } from "../evaluation/evaluation-settings.ts";
import type { Trial } from "../evaluation/trial.ts";
import { listImages, readGrayImage } from "../gray-folder.ts";
import { loadKernels } from "../load-kernels.ts";
import { checkNoiseLevel, parseInteger, parseNoiseLevel } from "../options.ts";
import { solverSettings } from "../solver-options.ts";
import type { EvaluateDeblurFlags } from "./evaluate-deblur.ts";

/** Levin's border, see `alignPlane`. */
const BORDER = "15";

/**
 * `genericdp evaluate deblur --captured`: restores pictures that a camera blurred, IMAGE_KERNEL….png, and
 * compares them, aligned, with the sharp images. An image's figure is its mean over the kernels.
 *
 * The noise levels are those to assume; "auto" estimates them.
 */
export async function evaluateCaptured(
  { captured, ...flags }: EvaluateDeblurFlags & { readonly captured: string },
  context: Context,
): Promise<void> {
  const { boundary } = flags;
  const solver = solverSettings(flags);
  const settings = await parseEvaluationFlags(flags, context);
  const noiseLevels = flags.sigma.split(",").map((text): number | "auto" => {
    if (text.trim() === "auto") return "auto";
    const level = parseNoiseLevel("--sigma", text.trim());
    checkNoiseLevel("--sigma", level, settings.denoiser.noiseRange);
    return level;
  });
  const border = parseInteger("--shave", flags.shave ?? BORDER, 6, 100);
  const kernels = await loadKernels(context.folder, flags.kernel);
  const folder = resolve(context.folder, captured);
  const files = (await readdir(folder)).toSorted();
  /** Only the picture itself or one with an addition after it: kernel1 is not the beginning of kernel10. */
  const fileOf = (image: string, kernel: string): string | undefined => {
    const stem = `${parse(image).name}_${parse(kernel).name}`;
    return files.find((file) => file.startsWith(stem) && /^[^\da-z]/i.test(file.slice(stem.length)));
  };
  const isCaptured = (image: string): boolean => kernels.some(({ name }) => fileOf(image, name));
  if (!(await listImages(resolve(context.folder, settings.data))).some(isCaptured)) {
    throw new UsageError(`expected pictures IMAGE_KERNEL in ${folder}, for images and kernels, got none`);
  }
  await evaluate(
    {
      task: "deblur",
      conditions: noiseLevels.map((noiseLevel) => ({ noiseLevel })),
      heading: ({ noiseLevel }) => (noiseLevel === "auto" ? "found" : `σ = ${noiseLevel}`),
      luma: "full",
      timing: "s/image",
      baseline: "blurred",
      facts: { boundary, shave: border, ...solver, captured, kernels: kernels.map(({ name }) => name) },
      isMeant: isCaptured,
      trials: async (truth, _, { noiseLevel }) => {
        const trials: Trial[] = [];
        for (const { name, kernel } of kernels) {
          const file = fileOf(truth.name, name);
          if (file === undefined) continue;
          const blurred = await readGrayImage(folder, file);
          if (blurred.width !== truth.width || blurred.height !== truth.height) {
            const got = `${blurred.width}×${blurred.height}`;
            throw new Error(`expected ${truth.width}×${truth.height} pixels in ${file}, got ${got}`);
          }
          trials.push({
            truth,
            shave: border,
            align: true,
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
