import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { chartFile, lineChart } from "@genericdp/cli/report";

/** Entries of a log that are averaged, because a loss of few patches is noisy. */
const AVERAGED = 5;

/** The training curve of every model with a card, by the name of its picture next to the card. */
export function trainingCurves(folder: string): Map<string, string> {
  const curves = new Map<string, string>();
  for (const card of globSync("*.md", { cwd: folder }).toSorted()) {
    const logs = readFileSync(join(folder, card), "utf8").matchAll(/\]\((\S+\.training\.jsonl)\)/g);
    const files = new Set(Array.from(logs, ([, file]) => file!));
    const runs = [...files].flatMap((file) => runsOf(readFileSync(join(folder, file), "utf8")));
    curves.set(`${basename(card, ".md")}.training.svg`, drawn(runs));
  }
  return curves;
}

type Points = readonly (readonly [step: number, loss: number])[];

/** The loss of each run in a log, which starts again at its first steps for a new run. */
function runsOf(log: string): Points[] {
  const runs: (readonly [number, number])[][] = [];
  let before = Infinity;
  for (const line of log.trim().split("\n")) {
    const { step, loss } = JSON.parse(line) as { readonly step: number; readonly loss: number };
    if (step < before) runs.push([]);
    runs.at(-1)!.push([step, loss]);
    before = step;
  }
  return runs;
}

/** One chart of all runs, one after the other. */
function drawn(runs: readonly Points[]): string {
  let first = 0;
  const series = runs.map((run, r) => {
    const from = first;
    first += run.at(-1)![0];
    const points = run.map(([step], i) => {
      const near = run.slice(Math.max(0, i - AVERAGED + 1), i + 1);
      return [from + step, near.reduce((sum, [, loss]) => sum + loss, 0) / near.length] as const;
    });
    return { name: runs.length > 1 ? `run ${r + 1}` : "loss", points };
  });
  return chartFile(lineChart({ title: "training loss", x: "step", series }));
}
