import Plot from "uplot";
import type { AlignedData, Options, Series } from "uplot";
import type { LearnedCurve } from "./learned.ts";

const HEIGHT = 260;
const plots = new WeakMap<HTMLElement, Plot>();

/** Plots φ of all filters of a stage, one of them highlighted, in the range of nearly all responses. */
export function functionPlot(
  place: HTMLElement,
  nodes: readonly number[],
  functions: readonly (readonly number[])[],
  chosen: number,
): void {
  const rim = Math.round(0.3 * nodes.length);
  const data = [nodes, ...functions].map((values) => values.slice(rim, -rim)) as AlignedData;
  draw(place, data, chosen, { x: { time: false } });
}

/** Plots a curve over the noise level for every stage, one of them highlighted, on logarithmic axes. */
export function curvePlot(place: HTMLElement, curve: LearnedCurve | undefined, chosen: number): void {
  place.hidden = curve === undefined;
  if (curve === undefined) return;
  // Values below 1e-4 of the largest are drawn at the bottom.
  const most = Math.max(...curve.stages.flat());
  const stages = curve.stages.map((values) => values.map((value) => Math.max(value, most / 10_000)));
  const data = [curve.knots, ...stages] as AlignedData;
  draw(place, data, chosen, { x: { time: false, distr: 3 }, y: { distr: 3 } });
}

function draw(
  place: HTMLElement,
  data: AlignedData,
  chosen: number,
  scales: NonNullable<Options["scales"]>,
): void {
  const style = getComputedStyle(place);
  const [strong, weak, text] = ["--vp-c-brand-1", "--vp-c-text-3", "--vp-c-text-2"].map((name) =>
    style.getPropertyValue(name),
  ) as [string, string, string];
  const axis = { stroke: text, grid: { stroke: style.getPropertyValue("--vp-c-divider"), width: 1 } };
  const series = data.slice(1).map((_, i): Series => ({
    stroke: i === chosen ? strong : weak,
    width: i === chosen ? 2.5 : 0.6,
    points: { show: false },
  }));
  plots.get(place)?.destroy();
  const options: Options = {
    width: Math.max(240, place.clientWidth),
    height: HEIGHT,
    scales,
    axes: [axis, { ...axis, size: 56 }],
    // The highlighted curve is drawn in front of the others.
    series: [{}, ...series],
    legend: { show: false },
    cursor: { show: false },
  };
  plots.set(place, new Plot(options, data, place));
}
