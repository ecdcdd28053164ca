import type { EstimateJob, EstimateRun } from "./estimate-process.ts";
import type { Report } from "./report.ts";
import { runProcess } from "./run-process.ts";

/** Megapixels; the aspect ratio is 3 : 2. */
const SIZES = [1, 12, 48];
const BAR = { milliseconds: 1000, bytes: 50e6 };

/** What estimating the noise of a colour photo costs; each size in a process of its own, not warmed up. */
export async function estimate(repetitions = 3): Promise<Report> {
  const rows = [];
  const most = { milliseconds: 0, bytes: 0 };
  for (const size of SIZES) {
    const height = Math.round(Math.sqrt((size * 1e6) / 1.5));
    const job = { width: Math.round((size * 1e6) / height), height };
    const runs: EstimateRun[] = [];
    for (let i = 0; i < repetitions; i++) {
      runs.push(await runProcess<EstimateJob, EstimateRun>("estimate-process.ts", job, `of ${size} MP`));
    }
    const times = runs.map(({ milliseconds }) => milliseconds);
    const bytes = Math.max(...runs.map(({ extraBytes }) => extraBytes));
    const milliseconds = times.toSorted((a, b) => a - b)[times.length >> 1]!;
    most.milliseconds = Math.max(most.milliseconds, milliseconds);
    most.bytes = Math.max(most.bytes, bytes);
    rows.push({ name: `${size} MP`, milliseconds, "MB beyond the picture": bytes / 1e6, times });
  }
  return {
    name: "estimate",
    measures: "analyseNoise of a colour photo",
    rows,
    bar: {
      text: "at most a second and 50 MB beyond the picture, at any size",
      held: most.milliseconds <= BAR.milliseconds && most.bytes <= BAR.bytes,
    },
  };
}
