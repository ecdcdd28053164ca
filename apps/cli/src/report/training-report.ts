import type { Model } from "@genericdp/model";
import type { Validation } from "@genericdp/training";
import { escapeHtml } from "./escape-html.ts";
import { lineChart } from "./line-chart.ts";
import { curvePlots, filterPictures, gainMapPlots, influencePlots } from "./model-plots.ts";
import { STYLE } from "./style.ts";

/** A line of a training run's log. */
export interface LogEntry {
  readonly step: number;
  readonly loss: number;
  readonly minutes: number;
  readonly validation?: Validation;
}

/** A self-contained HTML page about a training run and its model. */
export function trainingReport(model: Model, log: readonly LogEntry[]): string {
  const { stages, scales, gainMap } = model.architecture;
  const last = log.at(-1);
  const run = last ? `${last.step} steps in ${last.minutes.toFixed(1)} minutes. ` : "";
  const sections = Array.from({ length: stages }, (_, stage) => {
    const parts = scales.map(({ filters, size, block }, scale) => {
      const heading = `<h3>Scale 1/${block}: ${filters} filters of ${size}×${size}</h3>`;
      const plots = `<div class="charts">${influencePlots(model, stage, scale)}</div>`;
      return heading + filterPictures(model, stage, scale) + plots;
    });
    const map = gainMap === null ? "" : `<h3>Gain map</h3>${gainMapPlots(model, stage)}`;
    return `<h2>Stage ${stage + 1}</h2>${parts.join("\n")}${map}`;
  });
  const name = escapeHtml(model.name);
  const record = JSON.stringify({ architecture: model.architecture, training: model.training }, null, 2);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${name}: training report</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${name}</h1>
<p>${run}${model.parameters.length} parameters, noise levels ${model.architecture.noiseRange.min} to
${model.architecture.noiseRange.max}.</p>
<div class="charts">${lossChart(log)}${validationCharts(log)}</div>
<h2>Noise curves</h2>
<div class="charts">${curvePlots(model)}</div>
${sections.join("\n")}
<h2>Architecture and training record</h2>
<pre>${escapeHtml(record)}</pre>
</body>
</html>
`;
}

function lossChart(log: readonly LogEntry[]): string {
  const points = log.map(({ step, loss }) => [step, loss] as const);
  return lineChart({ title: "loss, smoothed", x: "step", series: [{ name: "loss", points }] });
}

function validationCharts(log: readonly LogEntry[]): string {
  const levels = log.find((entry) => entry.validation)?.validation?.noiseLevels ?? [];
  return levels
    .map((level, k) => {
      const points = log.flatMap(({ step, validation }) =>
        validation?.psnr[k] === undefined ? [] : [[step, validation.psnr[k]] as const],
      );
      return lineChart({
        title: `validation PSNR at σ = ${level}, dB`,
        x: "step",
        series: [{ name: "PSNR", points }],
      });
    })
    .join("\n");
}
