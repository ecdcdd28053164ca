import { resolve } from "node:path";
import { formatOfName, readImage, writeImage } from "@genericdp/image/node";
import type { PixelImage } from "@genericdp/image";
import { estimateNoiseLevel, restorer } from "genericdp";
import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import { checkWritable, isSameFile } from "../files.ts";
import { loadModel } from "../load-model.ts";
import { checkNoiseLevel, parseNoiseLevel, parsePositive } from "../options.ts";
import { printJson, printLine } from "../print.ts";
import { progressBar } from "../status-line.ts";

export interface DenoiseFlags {
  readonly sigma: string;
  readonly model?: string;
  readonly strength?: string;
  readonly selfEnsemble?: boolean;
  readonly json?: boolean;
  readonly force?: boolean;
}

/** `genericdp denoise IN OUT`: reads an image file, removes its noise and writes it to another. */
export async function denoise(
  input: string,
  output: string,
  flags: DenoiseFlags,
  context: Context,
): Promise<void> {
  const { stdout, stderr, folder, signal } = context;
  const [from, to] = [resolve(folder, input), resolve(folder, output)];
  const wanted = flags.sigma === "auto" ? "auto" : parseNoiseLevel("--sigma", flags.sigma);
  const strength = flags.strength === undefined ? 1 : parsePositive("--strength", flags.strength);
  if (formatOfName(to) === undefined) {
    throw new UsageError(
      `expected OUT to end in .png, .jpg, .jpeg, .webp, .tif, .tiff, .avif or .npy, got ${output}`,
    );
  }
  if (flags.force !== true && (await isSameFile(from, to))) {
    throw new UsageError(`expected OUT to be another file than IN, got ${output}: add --force`);
  }
  const model = await loadModel(folder, flags.model);
  const { noiseRange } = model.architecture;
  if (wanted !== "auto") checkNoiseLevel("--sigma", wanted * strength, noiseRange);
  const image = await readImage(from);
  await checkWritable(to);
  signal.throwIfAborted();
  if (image.pages !== undefined) {
    await printLine(stderr, `genericdp: note: ${input} has ${image.pages} pages, only the first is restored`);
  }
  const start = performance.now();
  const level = wanted === "auto" ? estimate(image, input) : wanted;
  const noiseLevel = clamp(strength * level, noiseRange);
  const bar = progressBar(stderr, `noise level ${noiseLevel.toFixed(1)}`);
  const session = restorer({ model });
  let restored: PixelImage;
  try {
    const selfEnsemble = flags.selfEnsemble === true;
    restored = await session.denoise(image, { noiseLevel, selfEnsemble, signal, onProgress: bar.show });
  } finally {
    bar.clear();
    session.dispose();
  }
  const seconds = (performance.now() - start) / 1000;
  await writeImage(to, restored);
  const { width, height, channels, bitDepth } = image;
  const estimated = wanted === "auto";
  if (flags.json === true) {
    const facts = { input, output, width, height, channels, bitDepth, noiseLevel, estimated, strength };
    return printJson(stdout, { ...facts, model: model.name, seconds });
  }
  const kind = `${width}×${height} ${channels === 1 ? "gray" : "colour"}`;
  const origin = `${estimated ? " (estimated)" : ""}${strength === 1 ? "" : ` at strength ${strength}`}`;
  const used = `noise level ${Number(noiseLevel.toFixed(2))}${origin}`;
  return printLine(stdout, `${input} → ${output}: ${kind}, ${used}, ${seconds.toFixed(1)} s`);
}

function estimate(image: PixelImage, input: string): number {
  try {
    return estimateNoiseLevel(image);
  } catch (cause) {
    const { message } = cause as Error;
    throw new Error(`cannot tell the noise level of ${input} (${message}): give it by --sigma`, { cause });
  }
}

function clamp(value: number, { min, max }: { readonly min: number; readonly max: number }): number {
  return Math.min(max, Math.max(min, value));
}
