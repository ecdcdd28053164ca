import { byId, setText } from "../app/dom.ts";
import { worksOffline } from "../offline/register.ts";
import { studyUrl } from "../photos.ts";
import { slider } from "../panel/slider.ts";
import { drawCurves } from "./draw-curves.ts";
import { drawChange, drawLevels } from "./draw-levels.ts";
import { showFilters } from "./show-filters.ts";
import { grayPhoto, noisy } from "./noisy-photo.ts";
import type { LearnedModel } from "./protocol.ts";
import { study } from "./study.ts";

interface Seen {
  readonly levels: Float32Array;
  readonly psnr: number;
}

const photo = await grayPhoto(studyUrl);
const now = byId("stage-now", HTMLCanvasElement);
const change = byId("stage-change", HTMLCanvasElement);
const input = byId("stage", HTMLInputElement);
const strip = byId("strip", HTMLElement);
const play = byId("play", HTMLButtonElement);
let seen: Seen[] = [];
let learned: LearnedModel | undefined;
let sigma = 25;
let playing: ReturnType<typeof setInterval> | undefined;

const thread = study({
  learned: (model) => {
    learned = model;
    input.max = String(model.stages.length);
    setText(
      byId("parameters", HTMLOutputElement),
      model.parameters.toLocaleString("en").replaceAll(",", " "),
    );
    stage.refresh();
    showLearned();
  },
  stage: (t, levels, psnr) => {
    if (t === 0) seen = [];
    seen[t] = { levels, psnr };
    showStrip(t);
    if (t === input.valueAsNumber || t === input.valueAsNumber - 1) showStage();
    if (t === learned?.stages.length) {
      document.body.dataset["ready"] = "true";
      if (input.valueAsNumber === 0 && playing === undefined && !stopped) start();
    }
  },
  failed: (message) => setText(byId("stage-name", HTMLElement), `The model did not start: ${message}`),
});

const stage = slider("stage", {
  text: (t) => `${t} of ${input.max}`,
  onChange: () => {
    stop();
    showStage();
    showLearned();
  },
});
slider("sigma", {
  text: (level) => String(level),
  onChange: (level) => {
    sigma = level;
    run();
    showCurves();
  },
});

function run(): void {
  thread.run({ ...photo, noisy: noisy(photo, sigma), noiseLevel: sigma });
}

function showStage(): void {
  const t = input.valueAsNumber;
  const [here, before] = [seen[t], seen[t - 1]];
  if (here === undefined) return;
  drawLevels(now, here.levels, photo);
  drawChange(change, here.levels, before?.levels ?? here.levels, photo);
  setText(byId("stage-name", HTMLElement), t === 0 ? "Noisy" : `After stage ${t}`);
  byId("stage-psnr", HTMLOutputElement).value = `${here.psnr.toFixed(2)} dB`;
  for (const [i, button] of strip.querySelectorAll("button").entries()) {
    button.setAttribute("aria-current", i === t ? "step" : "false");
  }
}

function showStrip(t: number): void {
  const canvas = (strip.children[t] ?? addToStrip(t)).querySelector("canvas")!;
  drawLevels(canvas, seen[t]!.levels, photo);
}

function addToStrip(t: number): Element {
  const canvas = document.createElement("canvas");
  canvas.setAttribute("aria-hidden", "true");
  const button = document.createElement("button");
  button.type = "button";
  button.append(canvas, t === 0 ? "Noisy" : String(t));
  button.setAttribute("aria-label", t === 0 ? "Noisy image" : `Stage ${t}`);
  button.addEventListener("click", () => {
    stop();
    go(t);
  });
  const item = document.createElement("li");
  item.append(button);
  strip.append(item);
  return item;
}

function go(t: number): void {
  stage.set(t);
  showStage();
  showLearned();
}

let shownStage = -1;
function showLearned(): void {
  if (learned === undefined) return;
  // Stage 0, the noisy image, has no filters: show those of the first stage.
  const t = Math.max(1, input.valueAsNumber);
  if (t !== shownStage) showFilters(byId("filters", HTMLElement), learned.stages[t - 1]!);
  shownStage = t;
  byId("filters-stage", HTMLOutputElement).value = String(t);
  showCurves();
}

function showCurves(): void {
  if (learned === undefined) return;
  const t = input.valueAsNumber - 1;
  const marked = { sigma, stage: t };
  const lines = (part: "reaction" | "gain"): Float32Array[] => learned!.stages.map((each) => each[part]);
  drawCurves(byId("reaction", SVGSVGElement), learned.noiseLevels, lines("reaction"), marked);
  drawCurves(byId("gain", SVGSVGElement), learned.noiseLevels, lines("gain"), marked);
}

let stopped = matchMedia("(prefers-reduced-motion: reduce)").matches;
function start(): void {
  stop();
  stopped = false;
  if (input.valueAsNumber >= Number(input.max)) go(0);
  setText(play, "Pause");
  playing = setInterval(() => {
    go(input.valueAsNumber + 1);
    if (input.valueAsNumber >= Number(input.max)) stop();
  }, 700);
}
function stop(): void {
  stopped = true;
  clearInterval(playing);
  playing = undefined;
  setText(play, "Play");
}
play.addEventListener("click", () => (playing === undefined ? start() : stop()));

run();
worksOffline();
