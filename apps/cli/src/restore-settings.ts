import type { Model } from "@genericdp/model";
import type { PixelImage } from "@genericdp/image";
import { estimateNoiseLevel } from "genericdp";
import type { Restorer } from "genericdp";
import { parseBackend } from "./backend-option.ts";
import type { BackendChoice, BackendFlags } from "./backend-option.ts";
import { loadModel } from "./load-model.ts";
import { checkNoiseLevel, parseNoiseLevel, parsePositive, parseWhole } from "./options.ts";

/** What every command that restores files takes. */
export interface RestoreFlags extends BackendFlags {
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
  /** What the result depends on beside image, noise level and model; as JSON has it. */
  readonly settings: Readonly<Record<string, unknown>>;
  run(session: Restorer, image: PixelImage, run: RestoreRun): Promise<PixelImage>;
}

export interface RestoreSettings {
  readonly model: Model;
  readonly backend: BackendChoice;
  readonly sigma: number | "auto";
  readonly strength: number;
  readonly quality: number | undefined;
}

/** @throws UsageError for options that cannot be meant; Error naming a model file that cannot be read. */
export async function parseRestoreFlags(
  flags: RestoreFlags,
  { cleanerAllowed }: Pick<RestoreTask, "cleanerAllowed">,
  folder: string,
): Promise<RestoreSettings> {
  const sigma = flags.sigma === "auto" ? "auto" : parseNoiseLevel("--sigma", flags.sigma);
  const strength = flags.strength === undefined ? 1 : parsePositive("--strength", flags.strength);
  const quality = flags.quality === undefined ? undefined : parseWhole("--quality", flags.quality, 1, 100);
  const backend = parseBackend(flags);
  const model = await loadModel(folder, flags.model);
  const { noiseRange } = model.architecture;
  const min = cleanerAllowed ? 0 : noiseRange.min;
  if (sigma !== "auto") checkNoiseLevel("--sigma", sigma * strength, { ...noiseRange, min });
  return { model, backend, sigma, strength, quality };
}

/** The noise level to restore an image with: as given, or by estimate. */
export function noiseLevelOf(image: PixelImage, { sigma, strength, model }: RestoreSettings): number {
  if (sigma !== "auto") return strength * sigma;
  const { min, max } = model.architecture.noiseRange;
  return Math.min(max, Math.max(min, strength * estimateNoiseLevel(image)));
}

/** Sides from which on the noise of an image can be told well. */
const ENOUGH = 32;

/** What is to be said about an image before the work, in a line each. */
export function notesOn(image: PixelImage, input: string, { sigma }: RestoreSettings): string[] {
  const { width, height, pages } = image;
  const notes: string[] = [];
  if (pages !== undefined) notes.push(`${input} has ${pages} pages, only the first is restored`);
  if (sigma === "auto" && Math.min(width, height) < ENOUGH) {
    notes.push(
      `${input} has fewer than ${ENOUGH} pixels a side, its noise level is a rough estimate: see --sigma`,
    );
  }
  return notes;
}
