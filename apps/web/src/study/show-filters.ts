import type { LearnedFilter, LearnedStage } from "./protocol.ts";

const TITLES = ["On the image", "On half its size", "On a quarter"];

/** Side of a filter's picture and height of its curve, in CSS pixels. */
const SIDE = 42;
const CURVE = 30;

/** Shows the filters of a stage, each above its influence function, those with the strongest effect first. */
export function showFilters(place: HTMLElement, { scales }: LearnedStage): void {
  place.replaceChildren(
    ...scales.map((filters, s) => {
      const title = document.createElement("h3");
      const { size } = filters[0]!;
      title.textContent = `${TITLES[s] ?? `On 1/${2 ** s}`}: ${filters.length} filters of ${size} × ${size}`;
      const grid = document.createElement("div");
      grid.className = "filters";
      const most = Math.max(...filters.map(({ influence }) => Math.max(...middle(influence).map(Math.abs))));
      grid.append(
        ...filters.toSorted((a, b) => strength(b) - strength(a)).map((filter) => tile(filter, most)),
      );
      const group = document.createElement("section");
      group.append(title, grid);
      return group;
    }),
  );
}

function strength({ influence }: LearnedFilter): number {
  return middle(influence).reduce((sum, value) => sum + Math.abs(value), 0);
}

/** The part of an influence function that covers nearly all responses. */
function middle(influence: Float32Array): Float32Array {
  const rim = Math.round(0.3 * influence.length);
  return influence.subarray(rim, influence.length - rim);
}

function tile({ weights, size, influence }: LearnedFilter, most: number): HTMLElement {
  const canvas = document.createElement("canvas");
  canvas.width = size;
  canvas.height = size;
  const context = canvas.getContext("2d")!;
  const picture = context.createImageData(size, size);
  const peak = Math.max(...weights.map(Math.abs));
  weights.forEach((weight, i) => {
    const level = 128 + (127 * weight) / peak;
    picture.data.set([level, level, level, 255], 4 * i);
  });
  context.putImageData(picture, 0, 0);
  const holder = document.createElement("div");
  holder.append(canvas, curve(middle(influence), most));
  holder.setAttribute("aria-hidden", "true");
  return holder;
}

function curve(values: Float32Array, most: number): SVGElement {
  const make = (name: string, attributes: Readonly<Record<string, string>>): SVGElement => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const svg = make("svg", { viewBox: `0 0 ${SIDE} ${CURVE}`, class: "curve" });
  const points = [...values].map((value, i) => {
    const [x, y] = [(i / (values.length - 1)) * SIDE, CURVE / 2 - (value / most) * (CURVE / 2 - 1)];
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  svg.append(
    make("path", { d: `M0 ${CURVE / 2}H${SIDE}M${SIDE / 2} 0V${CURVE}`, class: "axis" }),
    make("polyline", { points: points.join(" "), class: "line" }),
  );
  return svg;
}
