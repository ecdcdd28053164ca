import { appendFile } from "node:fs/promises";
import type { TrainingProgress, Validation } from "@genericdp/training";
import type { TextStream } from "../context.ts";
import { printLine } from "../print.ts";
import { bar, showTime, statusLine } from "../status-line.ts";
import type { Checkpoint } from "./checkpoint.ts";

export interface TrainingMonitorOptions {
  readonly stderr: TextStream;
  /** JSON lines are appended to this file. */
  readonly logFile: string;
  /** Time limit of this run, in minutes. */
  readonly minutesAllowed: number;
  /** The checkpoint that this run continues from. */
  readonly saved: Checkpoint | undefined;
}

/** Reports the progress of a training run on the terminal and in a log file. */
export interface TrainingMonitor {
  /** Minutes of this run and the previous ones. */
  minutes(): number;
  report(progress: TrainingProgress): Promise<void>;
  /** Clears the status line. */
  clear(): void;
}

const BETWEEN_LINES = 30_000;

export function trainingMonitor(options: TrainingMonitorOptions): TrainingMonitor {
  const { stderr, logFile, minutesAllowed, saved } = options;
  const firstStep = saved?.state.step ?? 0;
  const status = statusLine(stderr);
  const start = performance.now();
  const elapsed = (): number => performance.now() - start;
  const minutes = (): number => (saved?.minutes ?? 0) + elapsed() / 60_000;
  let lineAt = start;

  return {
    minutes,
    report: async ({ step, steps, loss: ofStep, validation, state }) => {
      const loss = state.loss?.smoothed ?? ofStep;
      const millisecondsPerStep = elapsed() / (step - firstStep);
      const left = Math.min((steps - step) * millisecondsPerStep, minutesAllowed * 60_000 - elapsed());
      const pace = `${(millisecondsPerStep / 1000).toPrecision(3)} s/step`;
      const line = `step ${step}/${steps}  loss ${loss.toFixed(4)}  ${pace}  ${showTime(left / 1000)} left`;
      status.show(`${bar(step / steps, 10)} ${line}`);
      const now = performance.now();
      if (now - lineAt < BETWEEN_LINES && validation === undefined && step < steps) return;
      lineAt = now;
      status.clear();
      // If the output is closed, training continues.
      const figures = validation ? `  ${showValidation(validation)}` : "";
      await printLine(stderr, line + figures).catch(() => undefined);
      const entry = {
        step,
        loss,
        secondsPerStep: millisecondsPerStep / 1000,
        minutes: minutes(),
        validation,
      };
      await appendFile(logFile, `${JSON.stringify(entry)}\n`);
    },
    clear: status.clear,
  };
}

/** PSNRs by noise level or family, in short. */
export function showValidation({ noiseLevels, psnr, families = {} }: Validation): string {
  return [
    ...noiseLevels.map((level, i) => `σ ${level}: ${psnr[i]!.toFixed(2)} dB`),
    ...Object.entries(families).map(([family, value]) => `${family}: ${value.toFixed(2)} dB`),
  ].join(", ");
}
