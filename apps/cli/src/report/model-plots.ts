import {
  TABLE_NODES,
  evaluateCurve,
  findBlock,
  influenceBasis,
  parameterLayout,
  synthesizeFilters,
  tableNode,
} from "@genericdp/model";
import type { Model, ParameterBlock } from "@genericdp/model";
import { lineChart } from "./line-chart.ts";
import type { Series } from "./line-chart.ts";

const PIXEL = 7;
/** Every so many nodes of a table are enough for a plot. */
const STRIDE = 16;

/**
 * The filters of a stage and scale, side by side; light is positive, dark negative, each filter to its own
 * largest tap.
 */
export function filterPictures(model: Model, stage: number, scale: number): string {
  const { filters: count, size } = model.architecture.scales[scale]!;
  const filters = synthesizeFilters(blockOf(model, "coefficients", stage, scale), count, size);
  const side = size * PIXEL;
  const pictures = Array.from({ length: count }, (_, i) => {
    const taps = Array.from(filters.subarray(i * size * size, (i + 1) * size * size));
    const largest = Math.max(...taps.map(Math.abs));
    const pixels = taps.map((tap, p) => {
      const shade = Math.round(127.5 * (1 + tap / largest));
      const place = `x="${(p % size) * PIXEL}" y="${Math.floor(p / size) * PIXEL}"`;
      return `<rect ${place} width="${PIXEL}" height="${PIXEL}" fill="rgb(${shade},${shade},${shade})"/>`;
    });
    const view = `viewBox="0 0 ${side} ${side}" role="img" aria-label="filter ${i + 1}"`;
    return `<svg class="filter" ${view}>${pixels.join("")}</svg>`;
  });
  return `<div class="filters">${pictures.join("\n")}</div>`;
}

/** φ of every filter of a stage and scale, and its integral from 0, the potential ρ. */
export function influencePlots(model: Model, stage: number, scale: number): string {
  const { influence, scales } = model.architecture;
  const weights = blockOf(model, "influence", stage, scale);
  const basis = influenceBasis(influence);
  const step = tableNode(influence, 1) - tableNode(influence, 0);
  const middle = (TABLE_NODES - 1) / 2;
  const phis: Series[] = [];
  const rhos: Series[] = [];
  for (let i = 0; i < scales[scale]!.filters; i++) {
    const phi = Array.from({ length: TABLE_NODES }, (_, n) => {
      let sum = 0;
      for (let j = 0; j < influence.centres; j++)
        sum += weights[i * influence.centres + j]! * basis[j * TABLE_NODES + n]!;
      return sum;
    });
    let total = 0;
    const integral = phi.map((value, n) => (total += n === 0 ? 0 : (step * (value + phi[n - 1]!)) / 2));
    const plot = (values: readonly number[]): Series["points"] =>
      values.flatMap((value, n) => (n % STRIDE === 0 ? [[tableNode(influence, n), value] as const] : []));
    const name = `filter ${i + 1}`;
    phis.push({ name, points: plot(phi) });
    rhos.push({ name, points: plot(integral.map((value) => value - integral[middle]!)) });
  }
  const chart = (title: string, series: Series[]): string =>
    lineChart({ title, x: "response z, gray levels", series, crowd: true });
  return chart("influence functions φ", phis) + chart("potentials ρ", rhos);
}

/** λ(σ) and a(σ), a line a stage; nothing for what the model does without. */
export function curvePlots(model: Model): string {
  const { stages, noiseRange } = model.architecture;
  const ratio = noiseRange.max / noiseRange.min;
  const levels = Array.from({ length: 80 }, (_, i) => noiseRange.min * ratio ** (i / 79));
  const chart = (kind: "reaction" | "gain", title: string): string => {
    const curve = model.architecture[kind];
    if (curve === null) return "";
    const series = Array.from({ length: stages }, (_, stage): Series => {
      const logarithms = blockOf(model, kind, stage);
      return {
        name: `stage ${stage + 1}`,
        points: levels.map((level) => [level, evaluateCurve(curve, logarithms, level)]),
      };
    });
    return lineChart({ title, x: "noise level σ", series, logarithmic: true });
  };
  return chart("reaction", "reaction weight λ(σ)") + chart("gain", "gain a(σ)");
}

function blockOf(model: Model, kind: ParameterBlock["kind"], stage: number, scale?: number): Float32Array {
  const block = findBlock(parameterLayout(model.architecture), kind, stage, scale);
  if (block === undefined) throw new Error(`report: expected ${kind} in stage ${stage + 1}, got none`);
  return model.parameters.subarray(block.offset, block.offset + block.length);
}
