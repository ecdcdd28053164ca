import type { Model } from "@genericdp/model";
import type { PixelImage } from "@genericdp/image";
import type { ReadImageOptions } from "@genericdp/image/node";
import { estimateNoiseLevel } from "genericdp";
import type { Restorer } from "genericdp";
import { parseBackend } from "./backend-option.ts";
import type { BackendChoice, BackendFlags } from "./backend-option.ts";
import { loadModel } from "./load-model.ts";
import { checkNoiseLevel, parseNoiseLevel, parsePositive, parseWhole } from "./options.ts";
import { parseReadFlags } from "./read-options.ts";
import type { ReadFlags } from "./read-options.ts";

/** What every command that restores files takes. */
export interface RestoreFlags extends BackendFlags, ReadFlags {
  readonly allFrames?: boolean;
  readonly sigma: string;
  readonly model?: string;
  readonly strength?: string;
  readonly quality?: string;
  readonly preview?: boolean;
  readonly json?: boolean;
  readonly force?: boolean;
  readonly outDir?: string;
  readonly jobs?: string;
  readonly recursive?: boolean;
  readonly suffix?: string;
  readonly format?: string;
}

export interface RestoreRun {
  /** Name of the image, for messages. */
  readonly input: string;
  /** 0 where the pixels are known exactly. */
  readonly noiseLevel: number;
  readonly signal: AbortSignal;
  readonly onProgress: (fraction: number) => void;
}

/** How a command restores one image. */
export interface RestoreTask {
  /** Name of the command. */
  readonly command: string;
  /** Whether the data may be cleaner than the model's range, as solvers allow. */
  readonly cleanerAllowed: boolean;
  /** How much larger each side of the result is; 1 unless given. */
  readonly scale?: number;
  /** What the result depends on beside image, noise level and model; as JSON has it. */
  readonly settings: Readonly<Record<string, unknown>>;
  run(session: Restorer, image: PixelImage, run: RestoreRun): Promise<PixelImage>;
}

export interface RestoreSettings {
  readonly model: Model;
  readonly backend: BackendChoice;
  /** "none" for pixels that are known exactly. */
  readonly sigma: number | "auto" | "none";
  readonly strength: number;
  readonly read: ReadImageOptions & { readonly allFrames: boolean };
  readonly quality: number | undefined;
}

/** @throws UsageError for options that cannot be meant; Error naming a model file that cannot be read. */
export async function parseRestoreFlags(
  flags: RestoreFlags,
  { cleanerAllowed }: Pick<RestoreTask, "cleanerAllowed">,
  folder: string,
): Promise<RestoreSettings> {
  const { sigma: said, allFrames = false } = flags;
  const sigma = said === "auto" || said === "none" ? said : parseNoiseLevel("--sigma", said);
  const read = { ...parseReadFlags(flags), allFrames };
  const strength = flags.strength === undefined ? 1 : parsePositive("--strength", flags.strength);
  const quality = flags.quality === undefined ? undefined : parseWhole("--quality", flags.quality, 1, 100);
  const backend = parseBackend(flags);
  const model = await loadModel(folder, flags.model);
  const { noiseRange } = model.architecture;
  const min = cleanerAllowed ? 0 : noiseRange.min;
  if (typeof sigma === "number") checkNoiseLevel("--sigma", sigma * strength, { ...noiseRange, min });
  return { model, backend, sigma, strength, read, quality };
}

/** The noise level to restore an image with: as given, or by estimate. */
export function noiseLevelOf(image: PixelImage, { sigma, strength, model }: RestoreSettings): number {
  if (sigma === "none") return 0;
  if (sigma !== "auto") return strength * sigma;
  const { min, max } = model.architecture.noiseRange;
  return Math.min(max, Math.max(min, strength * estimateNoiseLevel(image)));
}

/** Sides from which on the noise of an image can be told well. */
const ENOUGH = 32;

/** What is to be said about the noise of an image before the work, in a line each. */
export function notesOnNoise(image: PixelImage, input: string, { sigma }: RestoreSettings): string[] {
  if (sigma !== "auto" || Math.min(image.width, image.height) >= ENOUGH) return [];
  return [
    `${input} has fewer than ${ENOUGH} pixels a side, its noise level is a rough estimate: see --sigma`,
  ];
}
