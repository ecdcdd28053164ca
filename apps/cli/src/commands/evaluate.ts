import { resolve } from "node:path";
import { addGaussianNoise, randomStream } from "@genericdp/core";
import { restorer } from "genericdp";
import type { Restorer } from "genericdp";
import type { Context } from "../context.ts";
import { meanScore, scoreDenoising } from "../denoise-score.ts";
import type { DenoiseScore } from "../denoise-score.ts";
import { listImages, readGrayImage } from "../gray-folder.ts";
import { loadModel } from "../load-model.ts";
import { checkNoiseLevel, parseNoiseLevel, parseWhole } from "../options.ts";
import { printJson, printLine } from "../print.ts";
import { progressBar } from "../status-line.ts";

export interface EvaluateDenoiseFlags {
  readonly data: string;
  readonly sigma: string;
  readonly seed: string;
  readonly limit?: string;
  readonly selfEnsemble?: boolean;
  readonly model?: string;
  readonly json?: boolean;
}

/**
 * `genericdp evaluate denoise`: adds noise to the images of a folder, removes it again and compares.
 *
 * By the conventions of published figures: noise is neither clipped nor rounded, the output is clipped.
 * Noise depends on the seed, the place of the image in the folder and that of the noise level in the list.
 */
export async function evaluateDenoise(flags: EvaluateDenoiseFlags, context: Context): Promise<void> {
  const { stdout, stderr, folder, signal } = context;
  const noiseLevels = flags.sigma.split(",").map((text) => parseNoiseLevel("--sigma", text.trim()));
  const seed = parseWhole("--seed", flags.seed, 0);
  const limit = flags.limit === undefined ? Infinity : parseWhole("--limit", flags.limit, 1);
  const selfEnsemble = flags.selfEnsemble === true;
  const model = await loadModel(folder, flags.model);
  for (const noiseLevel of noiseLevels) checkNoiseLevel("--sigma", noiseLevel, model.architecture.noiseRange);
  const data = resolve(folder, flags.data);
  const names = (await listImages(data)).slice(0, limit);
  const width = Math.max(5, ...names.map((name) => name.length));
  const row = async (name: string, cells: readonly string[]): Promise<void> => {
    if (flags.json !== true) await printLine(stdout, [name.padEnd(width), ...cells].join("  "));
  };
  const bar = progressBar(stderr, "evaluating");
  const session = restorer({ model });
  try {
    await warmUp(session, noiseLevels[0]!);
    await row(
      "",
      noiseLevels.map((level) => `σ = ${level}`.padStart(13)),
    );
    await row(
      "image",
      noiseLevels.map(() => "   dB    SSIM"),
    );
    const images: { name: string; width: number; height: number; scores: DenoiseScore[] }[] = [];
    for (const [i, name] of names.entries()) {
      const image = await readGrayImage(data, name);
      const scores: DenoiseScore[] = [];
      for (const [k, noiseLevel] of noiseLevels.entries()) {
        signal.throwIfAborted();
        const noisy = addGaussianNoise(image.data, noiseLevel, randomStream(seed, i, k));
        scores.push(await scoreDenoising(session, { image, noisy, noiseLevel, selfEnsemble, signal }));
        bar.show((i + (k + 1) / noiseLevels.length) / names.length);
      }
      images.push({ name, width: image.width, height: image.height, scores });
      bar.clear();
      await row(name, scores.map(showScore));
    }
    const mean = noiseLevels.map((level, k) =>
      meanScore(
        level,
        images.map(({ scores }) => scores[k]!),
      ),
    );
    await row("mean", mean.map(showScore));
    await row(
      "ms/MP",
      mean.map((score) => score.millisecondsPerMegapixel.toFixed(0).padStart(13)),
    );
    if (flags.json === true) {
      await printJson(stdout, {
        task: "denoise",
        model: model.name,
        data: flags.data,
        seed,
        selfEnsemble,
        images,
        mean,
      });
    }
  } finally {
    bar.clear();
    session.dispose();
  }
}

/** Starts the backend, so that the time of the first image is that of any other. */
async function warmUp(session: Restorer, noiseLevel: number): Promise<void> {
  await session.denoise({ data: new Float32Array(64 * 64), width: 64, height: 64 }, { noiseLevel });
}

function showScore({ psnr, ssim }: DenoiseScore): string {
  return `${psnr.toFixed(2).padStart(5)}  ${ssim.toFixed(4)}`;
}
