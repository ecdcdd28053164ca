import type { PixelImage } from "@genericdp/image";
import type { Restorer } from "genericdp";

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
