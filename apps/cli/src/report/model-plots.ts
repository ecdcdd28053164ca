import {
  TABLE_NODES,
  blockParameters,
  evaluateCurve,
  gainCount,
  influenceTables,
  synthesizeFilters,
  tableNode,
} from "@genericdp/model";
import type { FilterBankShape, Model } from "@genericdp/model";
import { lineChart } from "./line-chart.ts";
import type { Series } from "./line-chart.ts";

const PIXEL = 7;
/** Plots show every 16th node of a table. */
const STRIDE = 16;

/**
 * Pictures of the filters of a stage and scale: light is positive, dark is negative, each filter scaled to
 * its largest tap. Channels are next to each other.
 */
export function filterPictures(model: Model, stage: number, scale: number): string {
  const { filters: count, size, channels } = model.architecture.scales[scale]!;
  const bank = { count, size, channels: channels.length };
  return pictures(synthesizeFilters(blockParameters(model, "coefficients", stage, scale), bank), bank);
}

/** The filters of a stage's gain map and its synthesis filters, in two rows, and its functions ψ. */
export function gainMapPlots(model: Model, stage: number): string {
  const { filters: count, size } = model.architecture.gainMap!;
  const bank = { count, size, channels: model.architecture.channels };
  const filters = synthesizeFilters(blockParameters(model, "mapCoefficients", stage), bank);
  const synthesis = blockParameters(model, "mapSynthesis", stage);
  const series = sampled(model, tableRows(model, blockParameters(model, "mapInfluence", stage)));
  return (
    pictures(filters, bank) +
    pictures(synthesis, { count, size, channels: gainCount(model.architecture) }) +
    `<div class="charts">${influenceChart("functions ψ of the gain map", series)}</div>`
  );
}

function pictures(filters: Float32Array, { count, size, channels }: FilterBankShape): string {
  const side = size * PIXEL;
  const length = size * size * channels;
  const list = Array.from({ length: count }, (_, i) => {
    const taps = Array.from(filters.subarray(i * length, (i + 1) * length));
    // Synthesis filters are initialised with zeros.
    const largest = Math.max(...taps.map(Math.abs)) || 1;
    const pixels = taps.map((tap, p) => {
      const shade = Math.round(127.5 * (1 + tap / largest));
      const [pixel, channel] = [Math.floor(p / channels), p % channels];
      const column = (pixel % size) + channel * (size + 1);
      const place = `x="${column * PIXEL}" y="${Math.floor(pixel / size) * PIXEL}"`;
      return `<rect ${place} width="${PIXEL}" height="${PIXEL}" fill="rgb(${shade},${shade},${shade})"/>`;
    });
    const width = side * channels + PIXEL * (channels - 1);
    const view = `viewBox="0 0 ${width} ${side}" role="img" aria-label="filter ${i + 1}"`;
    return `<svg class="filter" ${view}>${pixels.join("")}</svg>`;
  });
  return `<div class="filters">${list.join("\n")}</div>`;
}

/** φ of every filter of a stage and scale, and its integral from 0, the potential ρ. */
export function influencePlots(model: Model, stage: number, scale: number): string {
  const { influence } = model.architecture;
  const tables = tableRows(model, blockParameters(model, "influence", stage, scale));
  const step = tableNode(influence, 1) - tableNode(influence, 0);
  const middle = (TABLE_NODES - 1) / 2;
  const potentials = tables.map((phi) => {
    let total = 0;
    const integral = phi.map((value, n) => (total += n === 0 ? 0 : (step * (value + phi[n - 1]!)) / 2));
    return integral.map((value) => value - integral[middle]!);
  });
  return (
    influenceChart("influence functions φ", sampled(model, tables)) +
    influenceChart("potentials ρ", sampled(model, potentials))
  );
}

/** The functions in the rows, at every plotted node. */
function tableRows({ architecture }: Model, weights: Float32Array): number[][] {
  const tables = influenceTables(architecture.influence, weights);
  return Array.from({ length: tables.length / TABLE_NODES }, (_, i) =>
    Array.from(tables.subarray(i * TABLE_NODES, (i + 1) * TABLE_NODES)),
  );
}

function sampled({ architecture: { influence } }: Model, tables: readonly (readonly number[])[]): Series[] {
  return tables.map((values, i) => ({
    name: `filter ${i + 1}`,
    points: values.flatMap((value, n) =>
      n % STRIDE === 0 ? [[tableNode(influence, n), value] as const] : [],
    ),
  }));
}

function influenceChart(title: string, series: Series[]): string {
  return lineChart({ title, x: "response z, gray levels", series, crowd: true });
}

const ROWS = { reaction: "channel", gain: "scale" } as const;

/** λ(σ) and a(σ), a line for each stage and channel or scale. Empty if the model has neither. */
export function curvePlots(model: Model): string {
  const { stages, noiseRange } = model.architecture;
  const ratio = noiseRange.max / noiseRange.min;
  const levels = Array.from({ length: 80 }, (_, i) => noiseRange.min * ratio ** (i / 79));
  const chart = (kind: "reaction" | "gain", title: string): string => {
    const curve = model.architecture[kind];
    if (curve === null) return "";
    const knots = curve.knots.length;
    const series = Array.from({ length: stages }, (_, stage) => {
      const logarithms = blockParameters(model, kind, stage);
      const rows = logarithms.length / knots;
      return Array.from({ length: rows }, (__, row): Series => {
        const own = logarithms.subarray(row * knots, (row + 1) * knots);
        return {
          name: `stage ${stage + 1}${rows === 1 ? "" : `, ${ROWS[kind]} ${row + 1}`}`,
          points: levels.map((level) => [level, evaluateCurve(curve, own, level)]),
        };
      });
    }).flat();
    return lineChart({ title, x: "noise level σ", series, logarithmic: true });
  };
  return chart("reaction", "reaction weight λ(σ)") + chart("gain", "gain a(σ)");
}
