import { isGray } from "@genericdp/image";
import type { PixelImage } from "@genericdp/image";
import { runsAsTrained } from "genericdp";
import type { Restorer } from "genericdp";
import type { DenoiserChoice } from "./choose-denoiser.ts";
import type { ChosenNoise, RestoreTask } from "./restore-settings.ts";

/** Work below this many megapixels, times planes and runs of the denoiser, is short. */
const LONG_WORK = 10;
const SIDE = 256;
/** Measured factor for a solver's work outside the denoiser. */
const SOLVER_SHARE = 1.3;

export interface ExpectedWork {
  readonly task: RestoreTask;
  readonly denoiser: DenoiserChoice;
  /** Factor for the sides of the result. */
  readonly scale: number;
  readonly noise: Pick<ChosenNoise, "noiseLevel" | "levels">;
  /** The image, or parts of it. */
  readonly sample: Pick<PixelImage, "data" | "channels">;
}

/**
 * Estimates the seconds that restoring an image takes from the time of a small one, which the same models
 * denoise; undefined if the work is short.
 */
export async function expectedSeconds(
  session: Pick<Restorer, "start" | "denoise">,
  { width, height, alpha }: Omit<PixelImage, "data">,
  { task, denoiser, scale, noise, sample: { data, ...sample } }: ExpectedWork,
): Promise<number | undefined> {
  // The library restores gray stored as RGB as one plane.
  const channels = sample.channels === 3 && isGray(data) ? 1 : sample.channels;
  const passes = passesOf(task, denoiser);
  const megapixels = (scale * width * scale * height) / 1e6;
  const planes = channels + (alpha !== undefined && scale > 1 ? 1 : 0);
  const work = megapixels * planes * passes * (passes > 1 ? SOLVER_SHARE : 1);
  if (work < LONG_WORK) return undefined;
  const { min, max } = (await session.start()).denoiser.noiseRange;
  const within = (level: number): number => (level === 0 ? 0 : Math.min(max, Math.max(min, level)));
  // The library denoises colour with a model for three channels where it can; others run for each plane.
  const isAtOnce = channels === 3 && isOfAllChannels(task, denoiser);
  const levels = task.onlyNoise && isAtOnce ? noise.levels?.map(within) : undefined;
  const noiseLevel = levels?.some((level) => level > 0) ? levels : within(noise.noiseLevel || min);
  const small = evenArea(isAtOnce ? 3 : 1);
  const run = (): Promise<unknown> => session.denoise(small, { noiseLevel });
  // A first run to warm up.
  await run();
  const start = performance.now();
  await run();
  const seconds = (performance.now() - start) / 1000;
  return (work * seconds * 1e6) / (SIDE * SIDE) / (isAtOnce ? 3 : 1);
}

/** An even area, of a colour where there are three channels. */
function evenArea(channels: 1 | 3): Omit<PixelImage, "bitDepth"> {
  const data = Float32Array.from({ length: SIDE * SIDE * channels }, (_, i) => 99 + 20 * (i % channels));
  return { data, width: SIDE, height: SIDE, channels };
}

/** Whether the library may restore red, green and blue at once. */
function isOfAllChannels(task: RestoreTask, denoiser: DenoiserChoice): boolean {
  const { onlyNoise, about, options } = task;
  if (onlyNoise) return true;
  const { schedule = "plugAndPlay" } = options;
  return about.chroma === undefined && schedule === "plugAndPlay" && !isTrained(task, denoiser);
}

/** Whether a model trained for this degradation is used for it. */
function isTrained(
  { options, about }: RestoreTask,
  { options: { model, denoiser } }: DenoiserChoice,
): boolean {
  if (denoiser !== undefined || !runsAsTrained(about, options)) return false;
  // The library chooses a model that was trained for all families.
  if (typeof model !== "object" || !("architecture" in model)) return true;
  return model.architecture.families?.some(({ name }) => name === about.family?.name) ?? false;
}

/** Number of runs of the denoiser for each plane of the result. */
function passesOf(task: RestoreTask, denoiser: DenoiserChoice): number {
  const { passes, options, about } = task;
  if (passes !== undefined) return passes;
  if (isTrained(task, denoiser)) return 1;
  const { iterations, schedule } = options;
  // The paper's schedule runs each stage of the model once.
  if (schedule === "paper") return 1;
  return iterations ?? (typeof about.schedule === "object" ? about.schedule.iterations : undefined) ?? 12;
}
