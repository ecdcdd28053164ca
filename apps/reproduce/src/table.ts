import type { Experiment } from "./experiment.ts";
import type { Outcome } from "./run-evaluation.ts";

/** The head of a Markdown table, and its published rows. */
export function tableHead({ title, columns, published }: Experiment): string[] {
  const cells = (values: readonly string[]): string => `| ${values.join(" | ")} |`;
  return [
    `## ${title}`,
    "",
    cells(["PSNR in dB (SSIM)", ...columns, "s/image", "MB"]),
    cells(["---", ...columns.map(() => "---"), "---", "---"]),
    ...published.map(({ label, psnr }) =>
      cells([label, ...psnr.map((value) => value?.toFixed(2) ?? "–"), "", ""]),
    ),
  ];
}

/** The rows of one measurement, preceded by the baseline unless that has already been shown. */
export function tableRows(label: string, { mean, peakMegabytes }: Outcome, baseline?: string): string[] {
  const figures = ({ psnr, ssim }: { psnr: number; ssim: number }): string =>
    `${psnr.toFixed(2)} (${ssim.toFixed(4)})`;
  const simple = mean.map((score) => score.baseline);
  const rows: string[] = [];
  if (baseline !== undefined && simple.every((score) => score !== undefined)) {
    rows.push(`| ${[baseline, ...simple.map(figures), "", ""].join(" | ")} |`);
  }
  const seconds = mean.map((score) => score.seconds.toFixed(2)).join(", ");
  rows.push(`| ${[label, ...mean.map(figures), seconds, peakMegabytes.toFixed(0)].join(" | ")} |`);
  return rows;
}
