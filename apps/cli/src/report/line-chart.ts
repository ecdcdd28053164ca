import { escapeHtml } from "./escape-html.ts";
import { STYLE } from "./style.ts";

/** A named polyline. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface LineChartOptions {
  readonly title: string;
  readonly x: string;
  readonly series: readonly Series[];
  /** Whether both axes are logarithmic; all values must then be positive. */
  readonly logarithmic?: boolean;
  /** Whether there are many similar lines: they are thin, without a legend. */
  readonly crowd?: boolean;
}

const [WIDTH, HEIGHT] = [420, 240];
const FRAME = { left: 52, right: 12, top: 26, bottom: 34 };

/** An SVG line chart. Colours are the page's CSS variables --line-0 … --line-7. */
export function lineChart({
  title,
  x,
  series,
  logarithmic = false,
  crowd = false,
}: LineChartOptions): string {
  const points = series.flatMap((line) => line.points);
  if (points.length === 0) return "";
  const along = logarithmic ? Math.log : (value: number): number => value;
  const [left, right] = extent(points.map(([px]) => along(px)));
  const [low, high] = extent(points.map(([, py]) => along(py)));
  const toX = (value: number): number =>
    FRAME.left + ((along(value) - left) / (right - left)) * (WIDTH - FRAME.left - FRAME.right);
  const toY = (value: number): number =>
    HEIGHT - FRAME.bottom - ((along(value) - low) / (high - low)) * (HEIGHT - FRAME.top - FRAME.bottom);
  const marks = logarithmic ? decades : ticks;
  const lines = series.map(({ name, points: own }, i) => {
    const path = own.map(([px, py]) => `${toX(px).toFixed(1)},${toY(py).toFixed(1)}`).join(" ");
    const style = `stroke:var(--line-${i % 8});stroke-width:${crowd ? 0.8 : 1.6}`;
    return `<polyline points="${path}" style="${style}"><title>${escapeHtml(name)}</title></polyline>`;
  });
  const legend = crowd ? [] : series.map(({ name }, i) => legendEntry(name, i, series.length));
  return [
    `<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(title)}">`,
    `<text class="title" x="${FRAME.left}" y="15">${escapeHtml(title)}</text>`,
    ...marks(low, high).map((value) => horizontal(toY(value), label(value))),
    ...marks(left, right).map((value) => vertical(toX(value), label(value))),
    tickText(WIDTH - FRAME.right, HEIGHT - 4, "end", x),
    ...lines,
    ...legend,
    "</svg>",
  ].join("\n");
}

/** The same chart as the text of an SVG file, which has its own style sheet. */
export function chartFile(chart: string): string {
  return `${chart
    .replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')
    .replace(">", `><style>${STYLE}</style><rect width="100%" height="100%" style="fill:var(--page)"/>`)}\n`;
}

function horizontal(y: number, text: string): string {
  return gridLine(FRAME.left, y, WIDTH - FRAME.right, y) + tickText(FRAME.left - 6, y + 3, "end", text);
}

function vertical(x: number, text: string): string {
  const bottom = HEIGHT - FRAME.bottom;
  return gridLine(x, FRAME.top, x, bottom) + tickText(x, bottom + 13, "middle", text);
}

function legendEntry(name: string, i: number, count: number): string {
  const x = FRAME.left + 6 + (i * (WIDTH - FRAME.left - FRAME.right)) / Math.max(count, 5);
  return tickText(x, FRAME.top + 10, "start", name, ` style="fill:var(--line-${i % 8})"`);
}

function gridLine(x1: number, y1: number, x2: number, y2: number): string {
  const [a, b, c, d] = [x1, y1, x2, y2].map((value) => value.toFixed(1));
  return `<line class="grid" x1="${a}" y1="${b}" x2="${c}" y2="${d}"/>`;
}

function tickText(
  x: number,
  y: number,
  anchor: "start" | "middle" | "end",
  text: string,
  style = "",
): string {
  const place = `x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}"`;
  return `<text class="tick" ${place}${style}>${escapeHtml(text)}</text>`;
}

/** Minimum and maximum, widened if they are equal. */
function extent(values: readonly number[]): [number, number] {
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const slack = high > low ? 0.04 * (high - low) : 0.5;
  return high > low ? [low, high + slack] : [low - slack, high + slack];
}

/** About four round numbers from `low` to `high`. */
function ticks(low: number, high: number): number[] {
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough) ?? rough;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => (first + i) * step);
}

/** 1, 2 and 5 times powers of ten, between two logarithms. */
function decades(low: number, high: number): number[] {
  const powers = [-3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7].map((power) => 10 ** power);
  return powers
    .flatMap((power) => [power, 2 * power, 5 * power])
    .filter((value) => Math.log(value) >= low - 1e-9 && Math.log(value) <= high + 1e-9);
}

function label(value: number): string {
  return String(Number(value.toPrecision(3)));
}
