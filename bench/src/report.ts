import { mkdirSync, writeFileSync } from "node:fs";
import { describeMachine } from "./machine.ts";

/** One contender: its median time, figures derived from it, and the times of all repetitions. */
export interface Row {
  readonly name: string;
  /** Median processor time. */
  readonly milliseconds: number;
  readonly times: readonly number[];
  readonly [figure: string]: number | string | readonly number[];
}

export interface Report {
  /** Also the name of its file in results/. */
  readonly name: string;
  readonly measures: string;
  readonly rows: readonly Row[];
  /** Whatever the reader needs to interpret the rows. */
  readonly notes?: readonly string[];
  readonly bar?: { readonly text: string; readonly held: boolean };
}

/** Writes a report to results/ and returns it as text. */
export function saveReport(report: Report): string {
  const machine = describeMachine();
  const rows = report.rows.map(roundFigures);
  const folder = new URL("../results/", import.meta.url);
  mkdirSync(folder, { recursive: true });
  const text = JSON.stringify({ ...report, machine, rows }, undefined, 2);
  writeFileSync(new URL(`${report.name}.json`, folder), `${text}\n`);
  const { processor, cores, node, load } = machine;
  return [
    `${report.name}: ${report.measures}`,
    `  ${processor}, ${cores} cores, load ${load}, node ${node}; milliseconds are processor time`,
    ...rows.map(formatRow),
    ...(report.notes ?? []).map((note) => `  ${note}`),
    ...(report.bar === undefined ? [] : [`  ${report.bar.held ? "held" : "MISSED"}: ${report.bar.text}`]),
  ].join("\n");
}

function formatRow({ name, times, ...figures }: Row): string {
  const columns = Object.entries(figures).flatMap(([key, value]) =>
    typeof value === "object" ? [] : `${key} ${value}`,
  );
  return `  ${name.padEnd(22)} ${columns.join(", ")} (median of ${times.length})`;
}

function roundFigures(row: Row): Row {
  const { name, milliseconds, times, ...figures } = row;
  const rest = Object.fromEntries(Object.entries(figures).map(([key, value]) => [key, roundFigure(value)]));
  return { name, milliseconds: round(milliseconds), ...rest, times: times.map(round) };
}

function roundFigure(value: Row[string]): Row[string] {
  if (typeof value === "string") return value;
  return typeof value === "number" ? round(value) : value.map(round);
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
