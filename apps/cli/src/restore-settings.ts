import type { PixelImage, Stripped } from "@genericdp/image";
import type { ReadImageOptions } from "@genericdp/image/node";
import { chooseNoiseLevel, describeNoise, isNearlyClean } from "genericdp";
import type {
  Degradation,
  DenoiserFacts,
  PhotoNoise,
  PixelLimit,
  RestoreSettings as LibrarySettings,
  Restorer,
} from "genericdp";
import { parseBackend } from "./parse-backend.ts";
import type { BackendChoice, BackendFlags } from "./parse-backend.ts";
import { UsageError } from "./errors.ts";
import { chooseDenoiser } from "./choose-denoiser.ts";
import type { DenoiserChoice, DenoiserFlags } from "./choose-denoiser.ts";
import { checkNoiseLevel, parseNoiseLevel, parsePositive, parseInteger } from "./options.ts";
import type { Picture, PictureOptions } from "./picture.ts";
import { parseReadFlags } from "./read-options.ts";
import type { ReadFlags } from "./read-options.ts";

/** Options of every command that restores files. */
export interface RestoreFlags extends BackendFlags, DenoiserFlags, ReadFlags {
  readonly allFrames?: boolean;
  readonly strip?: string;
  readonly sigma: string;
  readonly strength?: string;
  /** Options of denoise only. */
  readonly noise?: string;
  readonly chromaStrength?: string;
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

/** A task with its options. */
export interface VerbTask {
  /** What the result depends on in addition to image, noise level and denoiser, as JSON. */
  readonly settings: Readonly<Record<string, unknown>>;
  /**
   * Factor by which each side of the result is larger. Default: 1.
   *
   * @throws UsageError for an image that cannot be enlarged in this way.
   */
  readonly scale?: (image: Pick<PixelImage, "width" | "height">, input: string) => number;
  /** The noise model and the schedule, for any image. */
  readonly about: Pick<Degradation, "noise" | "schedule" | "family" | "deblock" | "chroma">;
  /** Whether a pixel of the result depends only on pixels within the reach of the model. */
  readonly local?: boolean;
  /** Number of runs of the denoiser for each plane of the result. Default: that of the schedule. */
  readonly passes?: number;
  /** The degradation of an image; undefined if there is nothing to do. */
  degradation(image: PixelImage, input: string): Degradation | undefined;
  /** A note about an image, in one line. */
  note?(image: PixelImage, input: string): string;
  /** Further processing of a restored image. */
  finish?(restored: PixelImage, original: PixelImage): PixelImage;
  /** Replaces all of the above: chooses a task for an image, based on the image or a sample of it. */
  choose?(sample: PixelImage, input: string): Promise<ChosenTask>;
}

/** A task that was chosen for an image, and why, in one line. */
export interface ChosenTask {
  readonly task: RestoreTask;
  readonly why: string;
}

/** The settings of a command that restores images. */
export interface RestoreTask extends VerbTask {
  /** Name of the command. */
  readonly command: string;
  readonly onlyNoise: boolean;
  /** Default of `--sigma`. */
  readonly usualSigma: "auto" | "none";
  /** Options of the solver for the library. */
  readonly options: Pick<LibrarySettings, "iterations" | "schedule" | "selfEnsemble">;
}

/** The task for a picture, with its noise level if the user gave none. */
export async function taskFor(
  given: RestoreTask,
  settings: RestoreSettings,
  { picture, input }: { readonly picture: Pick<Picture, "sample">; readonly input: string },
): Promise<{ readonly task: RestoreTask; readonly settings: RestoreSettings; readonly why?: string }> {
  if (given.choose === undefined) return { task: given, settings };
  const { task, why } = await given.choose(picture.sample(), input);
  const isUsual = settings.sigma === given.usualSigma;
  return { task, settings: isUsual ? { ...settings, sigma: task.usualSigma } : settings, why };
}

/** How one image is restored. */
export interface RestoreRun {
  /** Name of the image, for messages. */
  readonly input: string;
  readonly noise: Pick<ChosenNoise, "settings">;
  /** The largest image, and result, that is accepted. */
  readonly limit: PixelLimit;
  readonly signal: AbortSignal;
  /** Called with the name of the model or denoiser that works. */
  readonly onModel: (name: string) => void;
  readonly onProgress: (fraction: number) => void;
}

/** Restores one image, or one frame. */
export async function restoreImage(
  session: Restorer,
  image: PixelImage,
  task: RestoreTask,
  { input, noise, limit: { maxPixels }, signal, onModel, onProgress }: RestoreRun,
): Promise<PixelImage> {
  const degradation = task.degradation(image, input);
  if (degradation === undefined) return image;
  const settings = {
    ...task.options,
    ...noise.settings,
    ...(maxPixels !== undefined && { maxPixels }),
    signal,
    onDenoiser: ({ name }: DenoiserFacts) => onModel(name),
    onProgress,
  };
  const restored = await session.restore(image, degradation, settings);
  return task.finish?.(restored, image) ?? restored;
}

export interface RestoreSettings {
  readonly denoiser: DenoiserChoice;
  readonly backend: BackendChoice;
  /** "none" if all pixels are known exactly. */
  readonly sigma: number | "auto" | "none";
  /** The kind of noise for "auto". */
  readonly kind: NoiseKind;
  readonly strength: number;
  readonly chromaStrength: number;
  readonly read: ReadImageOptions & PictureOptions;
  readonly quality: number | undefined;
}

export type NoiseKind = "camera" | "gaussian";

/** @throws UsageError unless it is one of the kinds. Default: "camera". */
export function parseNoiseKind(text = "camera"): NoiseKind {
  if (text === "camera" || text === "gaussian") return text;
  throw new UsageError(`expected --noise to be camera or gaussian, got ${text === "" ? "nothing" : text}`);
}

/** @throws UsageError for invalid options; Error if a model file cannot be read. */
export async function parseRestoreFlags(
  flags: RestoreFlags,
  { onlyNoise }: Pick<RestoreTask, "onlyNoise">,
  folder: string,
): Promise<RestoreSettings> {
  const { sigma: said, allFrames = false } = flags;
  const strip = parseStrip(flags.strip ?? "none");
  const sigma = said === "auto" || said === "none" ? said : parseNoiseLevel("--sigma", said, " or auto");
  const read = { ...parseReadFlags(flags), allFrames, strip };
  const strength = flags.strength === undefined ? 1 : parsePositive("--strength", flags.strength);
  const kind = parseNoiseKind(flags.noise);
  const chroma = flags.chromaStrength;
  const chromaStrength = chroma === undefined ? strength : parsePositive("--chroma-strength", chroma);
  const quality = flags.quality === undefined ? undefined : parseInteger("--quality", flags.quality, 1, 100);
  const backend = parseBackend(flags);
  const denoiser = await chooseDenoiser(folder, flags);
  const { noiseRange } = denoiser;
  const min = onlyNoise ? noiseRange.min : 0;
  if (typeof sigma === "number") {
    for (const factor of [strength, chromaStrength]) {
      checkNoiseLevel("--sigma", sigma * factor, { ...noiseRange, min });
    }
  }
  return { denoiser, backend, sigma, kind, strength, chromaStrength, read, quality };
}

function parseStrip(text: string): Stripped {
  if (text === "all" || text === "gps" || text === "none") return text;
  throw new UsageError(`expected --strip to be gps, all or none, got ${text === "" ? "nothing" : text}`);
}

/** The noise level for restoring an image, and notes about it, in one line each. */
export interface ChosenNoise {
  /** 0 if pixels are known exactly; for colour, that of the intensity. */
  readonly noiseLevel: number;
  /** Levels of the planes, if they differ; 0 leaves a plane unchanged. */
  readonly levels?: readonly number[];
  /** The noise found in a photo. */
  readonly found?: PhotoNoise;
  /** Whether it was estimated from the image. */
  readonly estimated: boolean;
  /** The same as options for the library, unless the degradation determines it. */
  readonly settings: Pick<LibrarySettings, "noiseLevel" | "strength" | "chromaStrength">;
  readonly notes: readonly string[];
}

/** Minimum sides for a good estimate of the noise. */
const ENOUGH = 32;
/** An estimate that exceeds the model's range by this factor is reported. */
const WORTH_SAYING = 1.05;

/** The choice of the library, and notes about it. */
export function chooseNoise(
  picture: Pick<Picture, "facts" | "sample">,
  input: string,
  { sigma, kind, strength, chromaStrength, denoiser: { name, noiseRange } }: RestoreSettings,
  { command, onlyNoise, usualSigma, about }: RestoreTask,
): ChosenNoise {
  const { noise, deblock } = about;
  if (sigma === "none" && typeof noise?.level !== "number") {
    throw new UsageError("expected --sigma to be a noise level or auto, got none");
  }
  // If auto is only the default, a degradation may set the level; otherwise the user asked for an estimate.
  const told = typeof sigma === "number" || (sigma === "auto" && usualSigma === "none");
  const wanted = {
    strength,
    ...(onlyNoise && { chromaStrength }),
    ...(told && { noiseLevel: sigma }),
  };
  const facts = { noise, onlyNoise, deblock, range: noiseRange };
  const chosen = chooseNoiseLevel(command, { ...wanted, noise: kind }, picture.sample(), facts);
  const { noiseLevel, estimate, found } = chosen;
  if (sigma === "none") return { noiseLevel: 0, estimated: false, settings: { strength }, notes: [] };
  const same = chosen.levels.every((level) => level === noiseLevel);
  const levels = same ? {} : { levels: chosen.levels };
  if (estimate === undefined) return { noiseLevel, ...levels, estimated: false, settings: wanted, notes: [] };
  const notes: string[] = [];
  const { width, height } = picture.facts();
  if (Math.min(width, height) < ENOUGH) {
    const small = `${input} has sides below ${ENOUGH} pixels`;
    notes.push(`${small}, so its noise level is a rough estimate: see --sigma`);
  }
  const luma = strength * estimate;
  const chroma = chromaStrength * Math.max(0, ...(found?.planes.slice(1) ?? []).map(({ level }) => level));
  if (Math.max(luma, chroma) > WORTH_SAYING * noiseRange.max) {
    const what = chroma > luma ? "noise of colour" : "noise";
    const times = strength === 1 && chromaStrength === 1 ? "" : ", including the strength";
    const much = `${input} has ${what} of level ${Math.max(luma, chroma).toFixed(0)}${times}`;
    notes.push(`${much}, more than the model ${name} supports; it is restored for level ${noiseRange.max}`);
  }
  if (found && isNearlyClean(found)) {
    const little = `${input} has little noise (${describeNoise(found)}) and stays almost unchanged`;
    notes.push(`${little}; to smooth it, try --sigma 5`);
  }
  // All frames get the level of the first one.
  const own = { noiseLevel: same && noiseLevel > 0 ? noiseLevel : chosen.levels };
  return { noiseLevel, ...levels, ...(found && { found }), estimated: true, settings: own, notes };
}
