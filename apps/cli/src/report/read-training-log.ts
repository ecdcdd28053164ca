import { readFile } from "node:fs/promises";
import type { LogEntry } from "./training-report.ts";

/**
 * The log of a training run, in the order of its steps. Empty if there is none.
 *
 * A run that was killed and resumed repeats some steps, and may have left an incomplete line: the later line
 * for a step counts, and invalid lines are ignored.
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
