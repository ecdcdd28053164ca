import { readdir } from "node:fs/promises";
import { join, parse, resolve } from "node:path";
import type { PixelImage } from "@genericdp/image";
import { readImage } from "@genericdp/image/node";
import { analyseNoise, describeNoise } from "genericdp";
import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import { evaluate } from "../evaluation/evaluation.ts";
import { parseEvaluationFlags } from "../evaluation/evaluation-settings.ts";
import type { EvaluationFlags } from "../evaluation/evaluation-settings.ts";
import { checkNoiseLevel, parseNoiseLevel } from "../options.ts";

export interface EvaluatePhotosFlags extends EvaluationFlags {
  readonly sigma: string;
}

const [NOISY, CLEAN] = ["_real", "_mean"];

/**
 * `genericdp evaluate photos`: denoises photos with a known clean version, NAME_real and NAME_mean, and
 * compares 8-bit levels: the PSNR of red, green and blue together, and the mean of their SSIMs.
 */
export async function evaluatePhotos(flags: EvaluatePhotosFlags, context: Context): Promise<void> {
  const settings = await parseEvaluationFlags(flags, context);
  const levels = flags.sigma.split(",").map((text) => parseLevel(text.trim()));
  for (const level of levels) {
    if (level !== "auto") checkNoiseLevel("--sigma", level, settings.denoiser.noiseRange);
  }
  const folder = resolve(context.folder, settings.data);
  const noisyOf = await findPairs(folder);
  const read = (clean: string): Promise<PixelImage> => readImage(join(folder, noisyOf.get(clean)!));
  await evaluate(
    {
      task: "photos",
      conditions: levels.map((noiseLevel) => ({ noiseLevel })),
      heading: ({ noiseLevel }) => (noiseLevel === "auto" ? "found" : `σ = ${noiseLevel}`),
      luma: "colour",
      baseline: "input",
      timing: "s/image",
      facts: {},
      isMeant: (name) => noisyOf.has(name),
      describe: async (name) => describeNoise(analyseNoise(await read(name))),
      trials: async ({ name, data, width, height }, _, { noiseLevel }) => {
        const noisy = await read(name);
        if (noisy.width !== width || noisy.height !== height) {
          const got = `${noisy.width}×${noisy.height}`;
          throw new Error(`expected ${width}×${height} pixels in ${noisyOf.get(name)!}, got ${got}`);
        }
        return [
          {
            truth: { data, width, height },
            baseline: asBytes(noisy),
            restore: async (session) =>
              asBytes(await session.denoise(noisy, { noiseLevel, signal: context.signal })),
          },
        ];
      },
      conclude: (images) => {
        const given = levels.flatMap((level, k) => (level === "auto" ? [] : [k]));
        if (given.length < 2) return [];
        const best = images.map(({ scores }) => Math.max(...given.map((k) => scores[k]!.psnr)));
        const mean = best.reduce((sum, value) => sum + value, 0) / best.length;
        return [`best of these levels for each image: ${mean.toFixed(2)} dB`];
      },
    },
    settings,
    context,
  );
}

function parseLevel(text: string): number | "auto" {
  return text === "auto" ? "auto" : parseNoiseLevel("--sigma", text);
}

/** The noisy file of each clean one; @throws UsageError if there are none. */
async function findPairs(folder: string): Promise<Map<string, string>> {
  const files = (await readdir(folder)).toSorted();
  const stems = new Map(files.map((file) => [parse(file).name, file]));
  const pairs = new Map<string, string>();
  for (const [stem, file] of stems) {
    const noisy = stem.endsWith(CLEAN) ? stems.get(stem.slice(0, -CLEAN.length) + NOISY) : undefined;
    if (noisy !== undefined) pairs.set(file, noisy);
  }
  if (pairs.size > 0) return pairs;
  throw new UsageError(`expected pairs of images NAME${NOISY} and NAME${CLEAN} in ${folder}, got none`);
}

/** The levels as stored in an 8-bit file, with three channels. */
function asBytes({ data, width, height, channels }: PixelImage): {
  readonly data: Float32Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
} {
  const bytes = Float32Array.from({ length: 3 * width * height }, (_, i) => {
    const level = data[channels === 3 ? i : Math.floor(i / 3)]!;
    return Math.round(Math.min(255, Math.max(0, level)));
  });
  return { data: bytes, width, height };
}
