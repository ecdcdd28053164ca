import { jpegQuality } from "@genericdp/image";
import { describeNoise } from "@genericdp/noise";
import { describeFindings } from "../app/describe-findings.ts";
import { byId, setText } from "../app/dom.ts";
import { dimensions } from "../app/format.ts";
import type { Amount, Settings, Task } from "../app/settings.ts";
import type { AppState } from "../app/state.ts";
import type { Store } from "../app/store.ts";
import { choose } from "../app/suggest.ts";
import type { Photo } from "../codec/open-photo.ts";
import { noiseToPlace, placeToNoise } from "./noise-scale.ts";
import { slider } from "./slider.ts";

/** Connects the controls of the task with the settings. */
export function settingsPanel(app: Store<AppState>): void {
  const { get, watch } = app;
  const change = (part: Partial<Settings>): void => choose(app, part);
  const tasks = radios("task", (value) => change({ task: value as Task }));
  const scales = radios("scale", (value) => change({ scale: Number(value) }));
  const amounts = radios("amount", (value) => change({ amount: value as Amount }));
  const noise = slider("noise", {
    text: (place) => placeToNoise(place).toFixed(1),
    onChange: (place) => {
      const level = placeToNoise(place);
      const { task, levels } = get().settings;
      if (task === "inpaint") change({ repairNoiseLevel: place === 0 ? 0 : level });
      else if (task === "denoise") change({ levels: [level, ...levels.slice(1)], amount: "own" });
      else change({ noiseLevel: level, amount: "own" });
    },
  });
  const chroma = slider("chroma-noise", {
    text: (place) => placeToNoise(place).toFixed(1),
    onChange: (place) => {
      const level = placeToNoise(place);
      change({ levels: [get().settings.levels[0]!, level, level], amount: "own" });
    },
  });
  const chromaRow = byId("chroma-row", HTMLElement);
  const ensemble = byId("ensemble", HTMLInputElement);
  ensemble.addEventListener("change", () => change({ ensemble: ensemble.checked }));

  const quality = slider("jpeg-quality", {
    text: String,
    onChange: (chosen) => change({ jpegQuality: chosen }),
  });
  const qualityRow = byId("quality-row", HTMLElement);
  const jpegHint = byId("jpeg-hint", HTMLElement);
  const finding = byId("finding", HTMLElement);
  const hint = byId("noise-hint", HTMLElement);
  const found = byId("noise-found", HTMLElement);
  const size = byId("scale-size", HTMLOutputElement);
  watch((state) => {
    const { settings, photo } = state;
    const { task, levels, noiseLevel, repairNoiseLevel, scale } = settings;
    document.body.dataset["task"] = task;
    for (const group of document.querySelectorAll<HTMLElement>("[data-for]")) {
      group.hidden = !group.dataset["for"]!.split(" ").includes(task);
    }
    tasks(task);
    scales(String(scale));
    amounts(settings.amount);
    ensemble.checked = settings.ensemble;
    const level = task === "denoise" ? levels[0]! : task === "inpaint" ? repairNoiseLevel : noiseLevel;
    noise.set(noiseToPlace(level), level.toFixed(1));
    const [first = 0, ...others] = levels.slice(1);
    const colour = Math.max(first, ...others);
    chroma.set(noiseToPlace(colour), colour.toFixed(1));
    chromaRow.hidden = task !== "denoise" || levels.length === 1;
    setText(finding, describeFindings(state));
    setText(hint, noiseHint(state));
    setText(found, noiseFound(state));
    quality.set(settings.jpegQuality);
    qualityRow.hidden = photo?.jpeg !== undefined;
    setText(jpegHint, photo ? jpegSaid(photo, state) : "");
    const { width, height } = photo?.pixels ?? { width: 0, height: 0 };
    setText(size, photo ? dimensions({ width: scale * width, height: scale * height }) : "");
  });
}

/**
 * Listens to a group of radio buttons. Returns a function that checks the one with a given value, or none.
 */
function radios(name: string, onChange: (value: string) => void): (value: string) => void {
  const inputs = [...document.querySelectorAll<HTMLInputElement>(`input[name="${name}"]`)];
  for (const input of inputs) input.addEventListener("change", () => onChange(input.value));
  return (value) => {
    for (const input of inputs) input.checked = input.value === value;
  };
}

function jpegSaid({ jpeg }: Photo, { findings }: AppState): string {
  const goal = "Removes the blocks and ripples of JPEG compression.";
  if (jpeg !== undefined) return `${goal} This file has a quality of about ${jpegQuality(jpeg)}.`;
  const once = typeof findings === "object" && findings.quantization;
  if (once) return `${goal} This was once a JPEG with a quality of about ${jpegQuality(once)}.`;
  return `${goal} This file does not say how it was compressed: judge by the detail.`;
}

/** In gray levels; weaker noise is invisible. */
const LITTLE_NOISE = 2.5;

function noiseHint({ settings: { task, amount }, findings }: AppState): string {
  if (task === "inpaint")
    return "What is not painted stays exactly as it is, unless a noise level is set under Advanced.";
  if (findings === undefined) return "";
  if (findings === "unknown") return "Judge by the detail how much to remove.";
  const most = Math.max(...findings.noise.planes.map(({ level }) => level));
  if (task === "denoise" && amount === "auto" && most < LITTLE_NOISE) {
    return "Little noise found, so Auto changes little. If you see grain, try Medium or Strong.";
  }
  return "Stronger smooths more, and takes fine detail with it.";
}

/** Describes the estimated noise in numbers. */
function noiseFound({ settings: { task }, findings }: AppState): string {
  if (task === "inpaint" || typeof findings !== "object") return "";
  return `Found: ${task === "denoise" ? describeNoise(findings.noise) : findings.white.toFixed(1)}.`;
}
