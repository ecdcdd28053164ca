import { byId, setText } from "../app/dom.ts";
import { dimensions } from "../app/format.ts";
import { DEFAULT_SETTINGS, UNKNOWN_NOISE, noiseOf } from "../app/settings.ts";
import type { Amount, Settings, Task } from "../app/settings.ts";
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
      const isRepair = get().settings.task === "inpaint";
      change(isRepair ? { repairNoiseLevel: level } : { noiseLevel: level, amount: "own" });
    },
  });
  const amounts = [...document.querySelectorAll<HTMLInputElement>('input[name="amount"]')];
  for (const input of amounts) {
    input.addEventListener("change", () => {
      const { estimate, settings } = get();
      const found = typeof estimate === "number" ? estimate : UNKNOWN_NOISE;
      const amount = input.value as Amount;
      change({ amount, noiseLevel: noiseOf(amount, found, settings.noiseLevel) });
    });
  }
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
    for (const input of amounts) input.checked = input.value === settings.amount;
    const level = task === "inpaint" ? repairNoiseLevel : noiseLevel;
    noise.set(noiseToPlace(level), level.toFixed(1));
    setText(hint, noiseHint(settings, estimate));
    const { width, height } = photo?.pixels ?? { width: 0, height: 0 };
    setText(size, photo ? dimensions({ width: scale * width, height: scale * height }) : "");
  });
}

/** In gray levels: less is not seen. */
const LITTLE_NOISE = 2.5;

function noiseHint({ task, amount }: Settings, estimate: AppState["estimate"]): string {
  if (task === "inpaint")
    return "Noise in the rest of the photo. At the lowest level the rest hardly changes.";
  if (estimate === undefined) return "Estimating …";
  if (estimate === "unknown") return "Too small for an estimate: judge by the detail.";
  const found = `Estimated noise: ${estimate.toFixed(1)}.`;
  if (estimate >= LITTLE_NOISE || amount !== "auto") return `${found} Stronger smooths more.`;
  return `${found} That is little: if you see grain, try Medium or Strong.`;
}
