import { jpegQuality } from "@genericdp/image";
import { describeNoise } from "@genericdp/noise";
import { byId, setText } from "../app/dom.ts";
import { dimensions } from "../app/format.ts";
import { noiseSettings } from "../app/noise-settings.ts";
import { DEFAULT_SETTINGS } from "../app/settings.ts";
import type { Amount, Settings, Task } from "../app/settings.ts";
import type { AppState } from "../app/state.ts";
import type { Store } from "../app/store.ts";
import type { Photo } from "../codec/open-photo.ts";
import { noiseToPlace, placeToNoise } from "./noise-scale.ts";
import { slider } from "./slider.ts";

/** Ties the task's controls to the settings. */
export function settingsPanel({ get, set, watch }: Store<AppState>): void {
  const change = (part: Partial<Settings>): void => set({ settings: { ...get().settings, ...part } });
  for (const input of document.querySelectorAll<HTMLInputElement>('input[name="task"]')) {
    input.addEventListener("change", () => change({ task: input.value as Task }));
  }
  for (const input of document.querySelectorAll<HTMLInputElement>('input[name="scale"]')) {
    input.addEventListener("change", () => change({ scale: Number(input.value) }));
  }
  const noise = slider("noise", {
    text: (place) => placeToNoise(place).toFixed(1),
    onChange: (place) => {
      const level = placeToNoise(place);
      const { task, levels } = get().settings;
      if (task === "inpaint") change({ repairNoiseLevel: level });
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
  const amounts = [...document.querySelectorAll<HTMLInputElement>('input[name="amount"]')];
  for (const input of amounts) {
    input.addEventListener("change", () => {
      const { estimate, settings } = get();
      const amount = input.value as Amount;
      change({ amount, ...noiseSettings({ ...settings, amount }, estimate) });
    });
  }
  const ensemble = byId("ensemble", HTMLInputElement);
  ensemble.checked = DEFAULT_SETTINGS.ensemble;
  ensemble.addEventListener("change", () => change({ ensemble: ensemble.checked }));

  const quality = slider("jpeg-quality", {
    text: String,
    onChange: (chosen) => change({ jpegQuality: chosen }),
  });
  const qualityRow = byId("quality-row", HTMLElement);
  const jpegHint = byId("jpeg-hint", HTMLElement);
  const hint = byId("noise-hint", HTMLElement);
  const size = byId("scale-size", HTMLOutputElement);
  watch(({ settings, photo, estimate }) => {
    const { task, levels, noiseLevel, repairNoiseLevel, scale } = settings;
    document.body.dataset["task"] = task;
    for (const group of document.querySelectorAll<HTMLElement>("[data-for]")) {
      group.hidden = !group.dataset["for"]!.split(" ").includes(task);
    }
    for (const input of amounts) input.checked = input.value === settings.amount;
    const level = task === "denoise" ? levels[0]! : task === "inpaint" ? repairNoiseLevel : noiseLevel;
    noise.set(noiseToPlace(level), level.toFixed(1));
    const [first = 0, ...others] = levels.slice(1);
    const colour = Math.max(first, ...others);
    chroma.set(noiseToPlace(colour), colour.toFixed(1));
    chromaRow.hidden = task !== "denoise" || levels.length === 1;
    setText(hint, noiseHint(settings, estimate));
    quality.set(settings.jpegQuality);
    qualityRow.hidden = photo?.jpeg !== undefined;
    setText(jpegHint, photo ? jpegSaid(photo) : "");
    const { width, height } = photo?.pixels ?? { width: 0, height: 0 };
    setText(size, photo ? dimensions({ width: scale * width, height: scale * height }) : "");
  });
}

function jpegSaid({ jpeg }: Photo): string {
  const goal = "Removes the blocks and ripples of JPEG compression.";
  if (jpeg === undefined) return `${goal} This file does not say how it was compressed: judge by the detail.`;
  return `${goal} This file has a quality of about ${jpegQuality(jpeg)}.`;
}

/** In gray levels: less is not seen. */
const LITTLE_NOISE = 2.5;

function noiseHint({ task, amount }: Settings, estimate: AppState["estimate"]): string {
  if (task === "inpaint")
    return "Noise in the rest of the photo. At the lowest level the rest hardly changes.";
  if (estimate === undefined) return "Estimating …";
  if (estimate === "unknown") return "Too small for an estimate: judge by the detail view.";
  const { noise, white } = estimate;
  const told = task === "denoise" ? describeNoise(noise) : white.toFixed(1);
  const most = task === "denoise" ? Math.max(...noise.planes.map(({ level }) => level)) : white;
  const found = `Estimated noise: ${told}.`;
  if (most >= LITTLE_NOISE || amount !== "auto") return `${found} Stronger smooths more.`;
  return `${found} That is little: if you see grain, try Medium or Strong.`;
}
