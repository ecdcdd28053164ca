import type { PixelImage } from "@genericdp/image";
import { runsAsTrained } from "genericdp";
import type { Restorer } from "genericdp";
import type { DenoiserChoice } from "./choose-denoiser.ts";
import type { RestoreTask } from "./restore-settings.ts";

/** Work below this many megapixels, times planes and runs of the denoiser, is short. */
const LONG_WORK = 10;
const SIDE = 256;
/** Measured factor for a solver's work outside the denoiser. */
const SOLVER_SHARE = 1.3;

/**
 * Estimates the seconds that restoring an image takes from the time of a small one; undefined if the work is
 * short.
 *
 * @param passes number of runs of the denoiser for each plane of the result.
 */
export async function expectedSeconds(
  session: Restorer,
  { width, height, channels, alpha }: Omit<PixelImage, "data">,
  { passes, scale, noiseLevel }: { passes: number; scale: number; noiseLevel: number },
): Promise<number | undefined> {
  const megapixels = (scale * width * scale * height) / 1e6;
  const planes = channels + (alpha !== undefined && scale > 1 ? 1 : 0);
  const work = megapixels * planes * passes * (passes > 1 ? SOLVER_SHARE : 1);
  if (work < LONG_WORK) return undefined;
  const { min, max } = (await session.start()).denoiser.noiseRange;
  const sample = { data: new Float32Array(SIDE * SIDE).fill(99), width: SIDE, height: SIDE };
  const run = (): Promise<unknown> =>
    session.denoise(sample, { noiseLevel: Math.min(max, Math.max(min, noiseLevel)) });
  // A first run to warm up.
  await run();
  const start = performance.now();
  await run();
  const seconds = (performance.now() - start) / 1000;
  return (work * seconds * 1e6) / (SIDE * SIDE);
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
export function passesOf(task: RestoreTask, denoiser: DenoiserChoice): number {
  const { passes, options, about } = task;
  if (passes !== undefined) return passes;
  if (isTrained(task, denoiser)) return 1;
  const { iterations, schedule } = options;
  // The paper's schedule runs each stage of the model once.
  if (schedule === "paper") return 1;
  return iterations ?? (typeof about.schedule === "object" ? about.schedule.iterations : undefined) ?? 12;
}
