import { resolve } from "node:path";
import { formatOfName, readImage, writeImage } from "@genericdp/image/node";
import type { PixelImage } from "@genericdp/image";
import { estimateNoiseLevel, restorer } from "genericdp";
import type { Restorer } from "genericdp";
import type { Context } from "./context.ts";
import { UsageError } from "./errors.ts";
import { checkWritable, isSameFile } from "./files.ts";
import { loadModel } from "./load-model.ts";
import { checkNoiseLevel, parseNoiseLevel, parsePositive } from "./options.ts";
import { printJson, printLine } from "./print.ts";
import { progressBar } from "./status-line.ts";

/** What every command that restores a file takes. */
export interface RestoreFlags {
  readonly sigma: string;
  readonly model?: string;
  readonly strength?: string;
  readonly json?: boolean;
  readonly force?: boolean;
}

export interface RestoreTask {
  /** Whether the data may be cleaner than the model's range, as solvers allow. */
  readonly cleanerAllowed: boolean;
  run(
    session: Restorer,
    image: PixelImage,
    options: {
      readonly noiseLevel: number;
      readonly signal: AbortSignal;
      readonly onProgress: (fraction: number) => void;
    },
  ): Promise<PixelImage>;
}

/** @throws UsageError unless the name of an output says what to write. */
export function checkOutputName(output: string): void {
  if (formatOfName(output) !== undefined) return;
  const known = ".png, .jpg, .jpeg, .webp, .tif, .tiff, .avif or .npy";
  throw new UsageError(`expected OUT to end in ${known}, got ${output}`);
}

/** Reads an image file, restores it and writes the result to another, whole or not at all. */
export async function restoreFile(
  input: string,
  output: string,
  flags: RestoreFlags,
  task: RestoreTask,
  { stdout, stderr, folder, signal }: Context,
): Promise<void> {
  const [from, to] = [resolve(folder, input), resolve(folder, output)];
  const wanted = flags.sigma === "auto" ? "auto" : parseNoiseLevel("--sigma", flags.sigma);
  const strength = flags.strength === undefined ? 1 : parsePositive("--strength", flags.strength);
  checkOutputName(output);
  if (flags.force !== true && (await isSameFile(from, to))) {
    throw new UsageError(`expected OUT to be another file than IN, got ${output}: add --force`);
  }
  const model = await loadModel(folder, flags.model);
  const { noiseRange } = model.architecture;
  const min = task.cleanerAllowed ? 0 : noiseRange.min;
  if (wanted !== "auto") checkNoiseLevel("--sigma", wanted * strength, { ...noiseRange, min });
  const image = await readImage(from);
  await checkWritable(to);
  signal.throwIfAborted();
  if (image.pages !== undefined) {
    await printLine(stderr, `genericdp: note: ${input} has ${image.pages} pages, only the first is restored`);
  }
  const start = performance.now();
  const estimated = wanted === "auto";
  const noiseLevel = estimated ? clamp(strength * estimate(image, input), noiseRange) : strength * wanted;
  const bar = progressBar(stderr, `noise level ${noiseLevel.toFixed(1)}`);
  const session = restorer({ model });
  let restored: PixelImage;
  try {
    restored = await task.run(session, image, { noiseLevel, signal, onProgress: bar.show });
  } finally {
    bar.clear();
    session.dispose();
  }
  const seconds = (performance.now() - start) / 1000;
  await writeImage(to, restored);
  const { width, height, channels, bitDepth } = restored;
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
