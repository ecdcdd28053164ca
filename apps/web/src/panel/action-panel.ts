import type { RestorerInfo } from "genericdp/worker";
import { byId, setText } from "../app/dom.ts";
import type { Actions } from "../app/actions.ts";
import { duration, megapixels, rate, roughly } from "../app/format.ts";
import type { Settings, Task } from "../app/settings.ts";
import type { AppState, Failure } from "../app/state.ts";
import type { Store } from "../app/store.ts";

const VERBS: Readonly<Record<Task, string>> = {
  denoise: "Denoise",
  deblur: "Deblur",
  upscale: "Upscale",
  inpaint: "Repair",
};

/** Buttons, progress, outcome and failures. */
export function actionPanel({ watch }: Store<AppState>, { run, cancel, save }: Actions): void {
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

  watch((state, before) => {
    const { phase, settings, result, photo } = state;
    const isWorking = phase === "working";
    const isOfTask = result?.settings.task === settings.task;
    const isCurrent = phase === "done" && isOfTask && isMadeWith(state);
    const hadFocus = document.activeElement;
    buttons.run.hidden = isWorking || isCurrent;
    buttons.cancel.hidden = !isWorking;
    buttons.save.hidden = isWorking || !isOfTask;
    // A result of other settings can be saved too, but making the new one comes first.
    buttons.save.className = isCurrent ? "primary" : "quiet";
    working.hidden = !isWorking;
    setText(buttons.run, isOfTask ? `${VERBS[settings.task]} again` : VERBS[settings.task]);
    if (isWorking) {
      progress.value = state.progress.fraction;
      setText(progressText, progressSaid(state.progress));
    }
    setText(outcome, isCurrent && photo ? outcomeSaid(state) : "");
    outcome.hidden = outcome.textContent === "";
    show(byId("open-failure", HTMLElement), photo ? undefined : state.failure);
    show(byId("run-failure", HTMLElement), photo ? state.failure : undefined);
    // Focus stays on what takes the place of a button that went away.
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

/** What of the settings has a say in their task. */
function relevant({
  task,
  noiseLevel,
  repairNoiseLevel,
  strength,
  ensemble,
  kernel,
  scale,
}: Settings): object {
  switch (task) {
    case "denoise":
      return { task, noiseLevel, strength, ensemble };
    case "deblur":
      return { task, noiseLevel, strength, kernel };
    case "upscale":
      return { task, noiseLevel, strength, scale };
    case "inpaint":
      return { task, repairNoiseLevel };
  }
}

function progressSaid({ fraction, since }: AppState["progress"]): string {
  const elapsed = (performance.now() - since) / 1000;
  if (fraction === 0) return "Starting …";
  const left = (elapsed / fraction) * (1 - fraction);
  return `${Math.round(100 * fraction)} %, about ${roughly(left)} left`;
}

function outcomeSaid({ result }: AppState): string {
  const { seconds, pixels } = result!;
  return `Done in ${duration(seconds)} · ${rate(megapixels(pixels) / seconds)}`;
}

const BACKENDS: Readonly<Record<string, string>> = { wasm: "WebAssembly", webgpu: "WebGPU" };

/** A backend for people: "Runs on WebAssembly, 4 threads, on this device." */
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
