import type { Context } from "../context.ts";
import { Interruption } from "../errors.ts";
import { oneLine, printJson, printLine } from "../print.ts";
import { describeRestored } from "../restored-facts.ts";
import type { RestoredFacts } from "../restored-facts.ts";
import { filesLine, showTime } from "../status-line.ts";
import type { LeftOut } from "./find-inputs.ts";

/** The outcome of a file. */
export type FileOutcome =
  | {
      readonly status: "done";
      readonly facts: RestoredFacts;
      readonly megapixels: number;
      /** Notes about it, in one line each. */
      readonly notes: readonly string[];
      readonly pages?: number;
    }
  | { readonly status: "skipped"; readonly input: string; readonly output: string }
  | { readonly status: "failed"; readonly input: string; readonly error: string };

/** Reports the progress of a folder: a line per file, a status line on a terminal, a summary at the end. */
export interface BatchReport {
  /** Reports what was found and left out. */
  start(): Promise<void>;
  add(outcome: FileOutcome): Promise<void>;
  /** Reports that a share of the work on a file is done. */
  progress(input: string, fraction: number): void;
  /** @returns the number of files that failed. */
  finish(): Promise<number>;
}

export function batchReport(
  context: Context,
  {
    total,
    json,
    leftOut,
  }: { readonly total: number; readonly json: boolean; readonly leftOut: readonly LeftOut[] },
): BatchReport {
  const { stdout, stderr, signal } = context;
  const start = performance.now();
  const line = filesLine(context);
  const counts = { done: 0, skipped: 0, failed: 0 };
  const countLeftOut = leftOut.reduce((sum, { count }) => sum + count, 0);
  let megapixels = 0;
  const seconds = (): number => (performance.now() - start) / 1000;
  const tell = async (outcome: FileOutcome): Promise<void> => {
    if (json) return printJson(stdout, toJson(outcome));
    if (outcome.status === "failed") return printLine(stderr, `genericdp: ${oneLine(outcome.error)}`);
    if (outcome.status === "skipped") {
      return printLine(stdout, oneLine(`${outcome.input}: skipped, ${outcome.output} is done and unchanged`));
    }
    for (const note of outcome.notes) await printLine(stderr, `genericdp: note: ${oneLine(note)}`);
    return printLine(stdout, oneLine(describeRestored(outcome.facts)));
  };
  return {
    start: async () => {
      if (json) return;
      for (const { kind, advice, count, example } of leftOut) {
        if (kind === "") continue;
        const files =
          count === 1 ? `${example} is left out, ` : `${count} files such as ${example} are left out, each `;
        await printLine(stderr, oneLine(`genericdp: note: ${files}${kind}: ${advice}`));
      }
    },
    add: async (outcome) => {
      counts[outcome.status]++;
      if (outcome.status === "done") megapixels += outcome.megapixels;
      line.clear();
      await tell(outcome);
    },
    progress: (input, fraction) => {
      const finished = counts.done + counts.skipped + counts.failed;
      const percent = `${Math.floor(fraction * 100)} %`;
      line.show(
        oneLine(`${finished}/${total} files${timeLeft(seconds(), counts, total)} · ${input} ${percent}`),
      );
    },
    finish: async () => {
      line.clear();
      const took = seconds();
      const megapixelsPerSecond = took > 0 ? megapixels / took : 0;
      const interrupted = signal.reason instanceof Interruption;
      if (json) {
        const facts = {
          ...counts,
          leftOut: countLeftOut,
          interrupted,
          seconds: took,
          megapixels,
          megapixelsPerSecond,
        };
        await printJson(stdout, { event: "summary", ...facts });
      } else {
        const parts = Object.entries(counts).map(([status, count]) => `${count} ${status}`);
        if (countLeftOut > 0) parts.push(`${countLeftOut} left out`);
        const state = interrupted ? "interrupted: " : "";
        await printLine(stdout, `${state}${parts.join(", ")}; ${workSaid(megapixels, took)}`);
      }
      return counts.failed;
    },
  };
}

/** How much was done and how fast, unless that rounds to nothing, as for icons. */
export function workSaid(megapixels: number, seconds: number): string {
  const time = `${seconds.toFixed(1)} s`;
  const speed = megapixels / seconds;
  if (megapixels < 0.05 || speed < 0.005) return time;
  const work = `${megapixels.toFixed(1)} MP in ${time}`;
  return seconds > 0 ? `${work}, ${speed.toFixed(2)} MP/s` : work;
}

function toJson(outcome: FileOutcome): object {
  if (outcome.status !== "done") return { event: "file", ...outcome };
  const { status, facts, pages } = outcome;
  return { event: "file", status, ...facts, ...(pages !== undefined && { pages }) };
}

/** Based on the files so far, except for skipped ones, which took no time. */
function timeLeft(
  seconds: number,
  { done, skipped, failed }: { readonly done: number; readonly skipped: number; readonly failed: number },
  total: number,
): string {
  const worked = done + failed;
  if (worked === 0) return "";
  const left = (seconds / worked) * (total - worked - skipped);
  return `, ${showTime(left)} left`;
}
