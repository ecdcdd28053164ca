import type { Model } from "@genericdp/model";
import type { PixelImage, Stripped } from "@genericdp/image";
import type { ReadImageOptions } from "@genericdp/image/node";
import type { Restorer } from "genericdp";
import { parseBackend } from "./backend-option.ts";
import type { BackendChoice, BackendFlags } from "./backend-option.ts";
import { UsageError } from "./errors.ts";
import { loadModel } from "./load-model.ts";
import { checkNoiseLevel, parseNoiseLevel, parsePositive, parseWhole } from "./options.ts";
import type { Picture, PictureOptions } from "./picture.ts";
import { parseReadFlags } from "./read-options.ts";
import type { ReadFlags } from "./read-options.ts";

/** What every command that restores files takes. */
export interface RestoreFlags extends BackendFlags, ReadFlags {
  readonly allFrames?: boolean;
  readonly strip?: string;
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
  /** Whether a pixel of the result depends on near ones alone, by the model's reach. */
  readonly local?: boolean;
  /** How much larger each side of the result is; 1 unless given. */
  readonly scale?: number;
  /** How often the denoiser runs over each plane of the result; 1 unless given. */
  readonly passes?: number;
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
  readonly read: ReadImageOptions & PictureOptions;
  readonly quality: number | undefined;
}

/** @throws UsageError for options that cannot be meant; Error naming a model file that cannot be read. */
export async function parseRestoreFlags(
  flags: RestoreFlags,
  { cleanerAllowed }: Pick<RestoreTask, "cleanerAllowed">,
  folder: string,
): Promise<RestoreSettings> {
  const { sigma: said, allFrames = false } = flags;
  const strip = parseStrip(flags.strip ?? "none");
  const sigma = said === "auto" || said === "none" ? said : parseNoiseLevel("--sigma", said);
  const read = { ...parseReadFlags(flags), allFrames, strip };
  const strength = flags.strength === undefined ? 1 : parsePositive("--strength", flags.strength);
  const quality = flags.quality === undefined ? undefined : parseWhole("--quality", flags.quality, 1, 100);
  const backend = parseBackend(flags);
  const model = await loadModel(folder, flags.model);
  const { noiseRange } = model.architecture;
  const min = cleanerAllowed ? 0 : noiseRange.min;
  if (typeof sigma === "number") checkNoiseLevel("--sigma", sigma * strength, { ...noiseRange, min });
  return { model, backend, sigma, strength, read, quality };
}

function parseStrip(text: string): Stripped {
  if (text === "all" || text === "gps" || text === "none") return text;
  throw new UsageError(`expected --strip to be gps, all or none, got ${text === "" ? "nothing" : text}`);
}

/** The noise level to restore an image with, and what is to be said about it, in a line each. */
export interface ChosenNoise {
  readonly noiseLevel: number;
  readonly notes: readonly string[];
}

/** Sides from which on the noise of an image can be told well. */
const ENOUGH = 32;
/** An estimate so much beyond the model's range is worth a word. */
const WORTH_SAYING = 1.05;

/** The noise level as given, or by estimate within the model's range. */
export function chooseNoise(
  picture: Pick<Picture, "facts" | "estimateNoise">,
  input: string,
  { sigma, strength, model }: RestoreSettings,
): ChosenNoise {
  if (sigma === "none") return { noiseLevel: 0, notes: [] };
  if (sigma !== "auto") return { noiseLevel: strength * sigma, notes: [] };
  const { min, max } = model.architecture.noiseRange;
  const estimate = picture.estimateNoise();
  const wanted = strength * estimate;
  const notes: string[] = [];
  const { width, height } = picture.facts();
  if (Math.min(width, height) < ENOUGH) {
    notes.push(
      `${input} has fewer than ${ENOUGH} pixels a side, its noise level is a rough estimate: see --sigma`,
    );
  }
  if (wanted > WORTH_SAYING * max) {
    const times = strength === 1 ? "" : ` at strength ${strength}`;
    const noise = `${input} has noise of level ${estimate.toFixed(0)}${times}`;
    notes.push(`${noise}, more than the model ${model.name} knows; it is restored for level ${max}`);
  }
  return { noiseLevel: Math.min(max, Math.max(min, wanted)), notes };
}
