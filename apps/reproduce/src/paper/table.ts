import type { Measurement } from "./plane.ts";
import type { Figure, PublishedRow } from "./published.ts";
import type { Results } from "./results.ts";
import type { Trial } from "./trials.ts";

export interface Row {
  readonly label: string;
  readonly source: "paper" | "here";
  readonly figures: readonly (Figure | undefined)[];
  /** Seconds per image, if known. */
  readonly seconds?: number;
}

export interface Table {
  readonly title: string;
  readonly note: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

export function publishedRow({ label, figures, seconds }: PublishedRow): Row {
  return { label, source: "paper", figures, ...(seconds !== undefined && { seconds }) };
}

/** A row of the mean results for each column. A column with missing results is left empty. */
export function measuredRow(label: string, cells: readonly (readonly Trial[])[], results: Results): Row {
  const means = cells.map((trials) => mean(trials.map(({ key }) => results.get(key))));
  const all = means.filter((value) => value !== undefined);
  const seconds = all.reduce((sum, value) => sum + value.seconds, 0) / all.length;
  return {
    label,
    source: "here",
    figures: means.map((value) => value && { psnr: value.psnr, ssim: value.ssim }),
    ...(all.length > 0 && { seconds }),
  };
}

function mean(values: readonly (Measurement | undefined)[]): Measurement | undefined {
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0 || known.length < values.length) return undefined;
  const average = (of: (value: Measurement) => number): number =>
    known.reduce((sum, value) => sum + of(value), 0) / known.length;
  return {
    psnr: average(({ psnr }) => psnr),
    ssim: average(({ ssim }) => ssim),
    seconds: average(({ seconds }) => seconds),
  };
}
