import type { MegapixelJob, MegapixelRun } from "./megapixels-process.ts";
import type { Report } from "./report.ts";
import { runProcess } from "./run-process.ts";

/** Image sizes in megapixels; the aspect ratio is 3 : 2. */
const SIZES = [0.01, 0.1, 1, 4, 12, 24];
/** From this many megapixels on, an image is denoised only once. */
const LARGE = 4;
const NOISE_LEVEL = 25;

/** Time and memory of the bundled model by image size, each size in a separate process. */
export async function megapixels(repetitions = 3): Promise<Report> {
  const runs: MegapixelRun[] = [];
  for (const size of SIZES) {
    const height = Math.round(Math.sqrt((size * 1e6) / 1.5));
    const width = Math.round((size * 1e6) / height);
    const job: MegapixelJob = { width, height, noiseLevel: NOISE_LEVEL, once: size >= LARGE, repetitions };
    runs.push(await runProcess("megapixels-process.ts", job, `at ${width}×${height}`));
  }
  return {
    name: "megapixels",
    measures: `gray, noise level ${NOISE_LEVEL}, threads as by default (${runs[0]!.threads})`,
    rows: runs.map(({ width, height, timing, extraBytes, peakBytes }, i) => ({
      name: `${SIZES[i]} MP, ${width}×${height}`,
      milliseconds: timing.median,
      "seconds by the clock": timing.wallMedian / 1e3,
      "MP/s by the clock": (width * height) / timing.wallMedian / 1e3,
      "MP/s of processor time": (width * height) / timing.median / 1e3,
      "MB beyond input and output": extraBytes / 1e6,
      "MB of the whole process": peakBytes / 1e6,
      times: timing.times,
      wallTimes: timing.wallTimes,
    })),
    notes: [describeGrowth(runs, SIZES.indexOf(1)), describeGrowth(runs, SIZES.indexOf(LARGE))],
  };
}

/**
 * Describes how memory grows from `from` to the largest size: the exponent, and the bytes per extra pixel.
 */
function describeGrowth(runs: readonly MegapixelRun[], from: number): string {
  const [small, large] = [runs[from]!, runs.at(-1)!];
  const [fewer, more] = [small, large].map(({ width, height }) => width * height) as [number, number];
  const power = Math.log(large.extraBytes / small.extraBytes) / Math.log(more / fewer);
  const perPixel = (large.extraBytes - small.extraBytes) / (more - fewer);
  return (
    `memory beyond input and output from ${SIZES[from]} to ${SIZES.at(-1)} MP: ` +
    `${(small.extraBytes / 1e6).toFixed(0)} to ${(large.extraBytes / 1e6).toFixed(0)} MB, ` +
    `as the size to the power of ${power.toFixed(2)}, ${perPixel.toFixed(1)} bytes for every further pixel`
  );
}
