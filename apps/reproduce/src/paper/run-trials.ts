import { describeRemaining, remainingTime } from "./remaining-time.ts";
import type { Results } from "./results.ts";
import type { Trial } from "./trials.ts";

/** A stream that shows progress, such as process.stderr. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Without a terminal, a line is printed at this interval, for a log. */
const SECONDS_BETWEEN_LINES = 30;

/** Runs every trial without a result, one after the other, and saves each result immediately. */
export async function runTrials(
  trials: readonly Trial[],
  results: Results,
  progress: ProgressStream,
): Promise<void> {
  const left = trials.filter(({ key }) => results.get(key) === undefined);
  if (left.length < trials.length) {
    progress.write(`${trials.length - left.length} of ${trials.length} results exist already\n`);
  }
  let shownAt = -Infinity;
  // Adding noise, reading files and scoring take time too: `overhead` is wall-clock time per second of a
  // trial.
  const start = performance.now() / 1000;
  let measured = 0;
  for (const [i, trial] of left.entries()) {
    const done = (trials.length - left.length + i) / trials.length;
    const now = performance.now() / 1000;
    if (progress.isTTY === true || now - shownAt > SECONDS_BETWEEN_LINES) {
      shownAt = now;
      const overhead = measured > 0 ? Math.max(1, (now - start) / measured) : 1;
      const { seconds, known } = remainingTime(trials, results);
      const remaining = describeRemaining({ seconds: overhead * seconds, known: overhead * known });
      const percent = `${Math.floor(100 * done)} %`.padStart(5);
      const text = `${bar(done)} ${percent}  ${remaining}  ${trial.label}`;
      progress.write(
        progress.isTTY === true ? `\r\x1b[K${text.slice(0, (progress.columns ?? 80) - 1)}` : `${text}\n`,
      );
    }
    const measurement = await trial.run();
    measured += measurement.seconds;
    await results.add(trial.key, measurement);
  }
  if (progress.isTTY === true) progress.write("\r\x1b[K");
}

function bar(fraction: number): string {
  const full = Math.round(20 * fraction);
  return "█".repeat(full) + "░".repeat(20 - full);
}
