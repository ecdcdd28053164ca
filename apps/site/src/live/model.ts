import { MODEL_NAMES, bundledModel } from "@genericdp/model/bundled";
import type { ModelName } from "@genericdp/model/bundled";
import { curvePlot, functionPlot } from "./curve-plot.ts";
import { element, slider } from "./dom.ts";
import { learned } from "./learned.ts";
import type { Learned, LearnedFilter } from "./learned.ts";

/** Filters, influence functions φ and the curves λ(σ) and a(σ) of every bundled model. */
export async function mount(place: HTMLElement): Promise<void> {
  const names = MODEL_NAMES.map((name) => element("option", { textContent: name }));
  const select = element("select", { ariaLabel: "Model" }, ...names);
  const scaleSelect = element("select", { ariaLabel: "Scale" });
  const grid = element("div", { className: "live-filters" });
  const phi = element(
    "figure",
    {},
    element("figcaption", {
      textContent: "φ of the chosen filter, over its response in gray levels; the others are thin",
    }),
  );
  const reaction = element("figure", {}, element("figcaption", { textContent: "λ(σ) of every stage" }));
  const gain = element("figure", {}, element("figcaption", { textContent: "a(σ) of every stage" }));
  const stage = slider("Stage", { min: 1, max: 10, value: 1, onChange: () => showStage() });
  place.append(
    element("div", { className: "live-row" }, select, stage.row, scaleSelect),
    element("div", { className: "live-pair" }, grid, phi),
    element("div", { className: "live-pair" }, reaction, gain),
  );

  let model: Learned;
  const showCurves = (): void => {
    const chosen = stage.input.valueAsNumber - 1;
    curvePlot(reaction, model.reaction, chosen);
    curvePlot(gain, model.gain, chosen);
  };
  const showStage = (): void => {
    const { filters, size, channels } = model.scales[scaleSelect.selectedIndex]!;
    const bank = filters[stage.input.valueAsNumber - 1]!.toSorted((a, b) => strength(b) - strength(a));
    const tiles = bank.map((filter, i) => {
      const tile = element(
        "button",
        { type: "button", ariaLabel: `Filter ${i + 1}` },
        drawing(filter, size, channels),
      );
      tile.addEventListener("click", () => choose(i));
      return tile;
    });
    const choose = (i: number): void => {
      for (const [k, tile] of tiles.entries()) tile.ariaPressed = String(k === i);
      functionPlot(
        phi,
        model.nodes,
        bank.map(({ influence }) => influence),
        i,
      );
    };
    grid.replaceChildren(...tiles);
    choose(0);
    showCurves();
    place.dataset["shown"] = `${select.value} ${stage.input.value} ${scaleSelect.selectedIndex}`;
  };
  const load = async (): Promise<void> => {
    model = learned(await bundledModel(select.value as ModelName));
    const said = model.scales.map(({ block }) =>
      block === 1 ? "on the image" : `on 1/${block} of its size`,
    );
    scaleSelect.replaceChildren(...said.map((text) => element("option", { textContent: text })));
    stage.input.max = String(model.stages);
    stage.set(1);
  };
  select.addEventListener("change", () => void load());
  scaleSelect.addEventListener("change", showStage);
  await load();
}

/** How much a filter does where nearly all responses are. */
function strength({ influence }: LearnedFilter): number {
  const rim = Math.round(0.35 * influence.length);
  return influence.slice(rim, -rim).reduce((sum, value) => sum + Math.abs(value), 0);
}

/** The weights as gray levels, the channels side by side. */
function drawing({ weights }: LearnedFilter, size: number, channels: number): HTMLCanvasElement {
  const canvas = element("canvas", { width: size * channels, height: size });
  const image = new ImageData(size * channels, size);
  const peak = Math.max(...weights.map(Math.abs));
  for (const [i, weight] of weights.entries()) {
    const [pixel, channel] = [Math.floor(i / channels), i % channels];
    const [row, column] = [Math.floor(pixel / size), pixel % size];
    const level = 128 + (127 * weight) / peak;
    image.data.set([level, level, level, 255], 4 * (row * size * channels + channel * size + column));
  }
  canvas.getContext("2d")!.putImageData(image, 0, 0);
  return canvas;
}
