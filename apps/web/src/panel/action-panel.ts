import type { Stripped } from "@genericdp/image";
import type { RestorerInfo } from "genericdp/worker";
import { byId, setText } from "../app/dom.ts";
import type { Actions } from "../app/actions.ts";
import { duration, roughly } from "../app/format.ts";
import { expectedSeconds } from "../app/pace.ts";
import { TASK_NAMES } from "../app/settings.ts";
import type { Settings, Task } from "../app/settings.ts";
import type { AppState, Failure } from "../app/state.ts";
import type { Photo } from "../codec/open-photo.ts";
import type { Store } from "../app/store.ts";
import { metadataSaid } from "./metadata-said.ts";

/** Labels of the run button. */
const VERBS: Readonly<Record<Task, string>> = {
  ...TASK_NAMES,
  deblock: "Clean JPEG",
  despeckle: "Remove specks",
};

/** Shows buttons, progress, results and errors. */
export function actionPanel({ get, set, watch }: Store<AppState>, { run, cancel, save }: Actions): void {
  const buttons = {
    run: byId("run", HTMLButtonElement),
    cancel: byId("cancel", HTMLButtonElement),
    save: byId("save", HTMLButtonElement),
  };
  buttons.run.addEventListener("click", () => void run());
  buttons.cancel.addEventListener("click", cancel);
  buttons.save.addEventListener("click", () => void save());
  const working = byId("working", HTMLElement);
  const progress = byId("progress", HTMLProgressElement);
  const progressText = byId("progress-text", HTMLElement);
  const outcome = byId("outcome", HTMLElement);
  const beforeRun = byId("before-run", HTMLElement);
  const saveNote = byId("save-note", HTMLElement);
  const stripRow = byId("strip-row", HTMLElement);
  const strip = byId("strip", HTMLSelectElement);
  strip.addEventListener("change", () => set({ strip: strip.value as Stripped }));
  const showProgress = (state: AppState): void => {
    const { fraction, text } = progressOf(state);
    // Without a value, the bar shows activity but no progress.
    if (fraction === undefined) progress.removeAttribute("value");
    else progress.value = fraction;
    setText(progressText, text);
  };
  // Updates the remaining time between two progress reports.
  setInterval(() => {
    const state = get();
    if (state.phase === "working") showProgress(state);
  }, 500);

  watch((state, before) => {
    const { phase, settings, result, photo } = state;
    const isWorking = phase === "working";
    const isOfTask = result?.settings.task === settings.task;
    const isCurrent = phase === "done" && isOfTask && isMadeWith(state);
    const hadFocus = document.activeElement;
    buttons.run.hidden = isWorking || isCurrent;
    buttons.cancel.hidden = !isWorking;
    buttons.save.hidden = isWorking || !isOfTask;
    const isPainted = settings.task !== "inpaint" || state.strokes.length > 0;
    buttons.run.disabled = !isPainted;
    setText(beforeRun, isWorking || isCurrent ? "" : saidBefore(state, isPainted));
    beforeRun.hidden = beforeRun.textContent === "";
    saveNote.hidden = buttons.save.hidden;
    setText(saveNote, photo ? savedAs(photo, state.strip) : "");
    stripRow.hidden = buttons.save.hidden || photo?.original === undefined;
    strip.value = state.strip;
    // A result of other settings can still be saved, but running again comes first.
    buttons.save.className = isCurrent ? "primary" : "quiet";
    working.hidden = !isWorking;
    setText(buttons.run, isOfTask ? `${VERBS[settings.task]} again` : VERBS[settings.task]);
    if (isWorking) {
      showProgress(state);
    }
    setText(outcome, isCurrent && photo ? outcomeSaid(state) : "");
    outcome.hidden = outcome.textContent === "";
    show(byId("open-failure", HTMLElement), photo ? undefined : state.failure);
    show(byId("run-failure", HTMLElement), photo ? state.failure : undefined);
    // If the focused button disappears, its replacement gets the focus.
    if (phase !== before.phase && hadFocus instanceof HTMLButtonElement && hadFocus.hidden) {
      Object.values(buttons)
        .find((button) => !button.hidden)
        ?.focus();
    }
  });
}

function isMadeWith({ result, settings, strokes }: AppState): boolean {
  const same = JSON.stringify(relevant(settings)) === JSON.stringify(result && relevant(result.settings));
  return same && (settings.task !== "inpaint" || result?.strokes === strokes);
}

/** The settings that influence the current task. */
function relevant(settings: Settings): object {
  const { task, levels, noiseLevel, repairNoiseLevel, ensemble, kernel, scale, jpegQuality } = settings;
  switch (task) {
    case "denoise":
      return { task, levels, ensemble };
    case "deblur":
      return { task, noiseLevel, kernel };
    case "upscale":
      return { task, noiseLevel, scale };
    case "inpaint":
      return { task, repairNoiseLevel };
    case "deblock":
      return { task, jpegQuality };
    case "despeckle":
      return { task };
  }
}

/** Returns the progress: as reported, or before the first report estimated from the time of the detail. */
function progressOf(state: AppState): { readonly fraction: number | undefined; readonly text: string } {
  const { fraction, since } = state.progress;
  const elapsed = (performance.now() - since) / 1000;
  if (fraction > 0) {
    const left = (elapsed / fraction) * (1 - fraction);
    return { fraction, text: `${Math.round(100 * fraction)} %, about ${roughly(left)} left` };
  }
  const expected = expectedSeconds(state);
  if (expected === undefined || expected < SOON) return { fraction: undefined, text: "Starting …" };
  const share = Math.min(0.9, elapsed / expected);
  const left = Math.max(expected - elapsed, expected / 10);
  return { fraction: share, text: `Starting, about ${roughly(left)} …` };
}

/** Shorter waits, in seconds, are not announced. */
const SOON = 10;

/** Returns the hint to show before the run. */
function saidBefore(state: AppState, isPainted: boolean): string {
  if (!isPainted) return "Paint over what you want to fill in.";
  const expected = expectedSeconds(state);
  return expected === undefined || expected < SOON ? "" : `This takes about ${roughly(expected)}.`;
}

const TYPES: Readonly<Record<string, string>> = {
  "image/jpeg": "JPEG",
  "image/png": "PNG",
  "image/webp": "WebP",
};

/** Says in which format the photo is saved. */
function savedAs({ type, original, frames }: Photo, strip: Stripped): string {
  const kept = original === undefined ? "all" : strip;
  const still = frames > 1 ? ", a still image" : "";
  return `Saved as ${TYPES[type] ?? type}${still}, ${metadataSaid(kept, "the original")}.`;
}

function outcomeSaid({ result }: AppState): string {
  return `Done in ${duration(result!.seconds)}`;
}

const BACKENDS: Readonly<Record<string, string>> = { wasm: "WebAssembly", webgpu: "WebGPU" };

/** Describes the backend: "Runs on WebAssembly, 4 threads, on this device." */
export function backendSaid({ backend }: RestorerInfo): string {
  const { name, capabilities, gaveUp = [] } = backend;
  const { threads = 1 } = capabilities;
  const many = threads > 1 ? `, ${threads} threads` : "";
  const runs = `Runs on ${BACKENDS[name] ?? name}${many}, on this device.`;
  if (gaveUp.length === 0) return runs;
  const others = gaveUp.map((each) => BACKENDS[each] ?? each).join(" and ");
  return `${runs} ${others} stopped working, so the photo was restarted there; nothing is lost.`;
}

function show(notice: HTMLElement, failure: Failure | undefined): void {
  notice.hidden = failure === undefined;
  const said = failure ? [failure.headline, failure.advice] : [];
  if ([...notice.children].map((child) => child.textContent).join("\n") === said.join("\n")) return;
  notice.replaceChildren(
    ...said.map((text, i) =>
      Object.assign(document.createElement(i === 0 ? "strong" : "span"), { textContent: text }),
    ),
  );
}
