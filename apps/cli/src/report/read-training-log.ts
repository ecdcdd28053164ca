import { readFile } from "node:fs/promises";
import type { LogEntry } from "./training-report.ts";

/**
 * The log of a training run, in the order of its steps; empty where there is none.
 *
 * A run that was killed and taken up again repeats some steps, and may have left a line cut off: the later
 * line counts, and what is no entry is passed over.
 */
export async function readTrainingLog(file: string): Promise<LogEntry[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  const steps = new Map<number, LogEntry>();
  for (const line of text.split("\n")) {
    const entry = parseEntry(line);
    if (entry !== undefined) steps.set(entry.step, entry);
  }
  return [...steps.values()].toSorted((a, b) => a.step - b.step);
}

function parseEntry(line: string): LogEntry | undefined {
  try {
    const entry: Partial<LogEntry> = JSON.parse(line);
    const { step, loss, minutes } = entry;
    const whole = [step, loss, minutes].every((value) => typeof value === "number" && Number.isFinite(value));
    return whole ? (entry as LogEntry) : undefined;
  } catch {
    return undefined;
  }
}
