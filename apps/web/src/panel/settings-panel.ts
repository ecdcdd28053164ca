import { byId, setText } from "../app/dom.ts";
import { dimensions } from "../app/format.ts";
import { DEFAULT_SETTINGS } from "../app/settings.ts";
import type { Settings, Task } from "../app/settings.ts";
import type { AppState } from "../app/state.ts";
import type { Store } from "../app/store.ts";
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
      change(get().settings.task === "inpaint" ? { repairNoiseLevel: level } : { noiseLevel: level });
    },
  });
  slider("strength", {
    text: (percent) => `${percent} %`,
    onChange: (percent) => change({ strength: percent / 100 }),
  });
  const ensemble = byId("ensemble", HTMLInputElement);
  ensemble.checked = DEFAULT_SETTINGS.ensemble;
  ensemble.addEventListener("change", () => change({ ensemble: ensemble.checked }));

  const hint = byId("noise-hint", HTMLElement);
  const size = byId("scale-size", HTMLOutputElement);
  watch(({ settings, photo, estimate }) => {
    const { task, noiseLevel, repairNoiseLevel, scale } = settings;
    document.body.dataset["task"] = task;
    for (const group of document.querySelectorAll<HTMLElement>("[data-for]")) {
      group.hidden = !group.dataset["for"]!.split(" ").includes(task);
    }
    const level = task === "inpaint" ? repairNoiseLevel : noiseLevel;
    noise.set(noiseToPlace(level), level.toFixed(1));
    setText(hint, noiseHint(task, estimate));
    const { width, height } = photo?.pixels ?? { width: 0, height: 0 };
    setText(size, photo ? dimensions({ width: scale * width, height: scale * height }) : "");
  });
}

function noiseHint(task: Task, estimate: AppState["estimate"]): string {
  if (task === "inpaint")
    return "Noise in the rest of the photo. At the lowest level the rest hardly changes.";
  if (estimate === undefined) return "Estimating …";
  if (estimate === "unknown") return "Too small for an estimate: judge by the detail.";
  return `Estimated ${estimate.toFixed(1)} gray levels. More smooths more.`;
}
