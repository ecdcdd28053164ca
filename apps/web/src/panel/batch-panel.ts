import type { Batch, BatchEntry, BatchState, BatchTask } from "../app/batch.ts";
import type { Stripped } from "@genericdp/image";
import { byId, setText } from "../app/dom.ts";
import type { AppState } from "../app/state.ts";
import type { Store } from "../app/store.ts";
import { metadataSaid } from "./metadata-said.ts";

const SIGNS: Readonly<Record<BatchEntry["state"], string>> = {
  waiting: "waiting",
  working: "working …",
  done: "done",
  failed: "failed",
};

/** Shows the list of photos, their task and their progress. */
export function batchPanel(
  app: Store<AppState>,
  { get, watch, open, choose, run, cancel, save }: Batch,
  close: () => void,
): (files: readonly File[]) => void {
  const buttons = {
    run: byId("batch-run", HTMLButtonElement),
    cancel: byId("batch-cancel", HTMLButtonElement),
    save: byId("batch-save", HTMLButtonElement),
  };
  buttons.run.addEventListener("click", () => void run());
  buttons.cancel.addEventListener("click", cancel);
  buttons.save.addEventListener("click", () => void save());
  byId("batch-close", HTMLButtonElement).addEventListener("click", close);
  const tasks = [...document.querySelectorAll<HTMLInputElement>('input[name="batch-task"]')];
  for (const input of tasks) input.addEventListener("change", () => choose(input.value as BatchTask));
  const stripRow = byId("batch-strip-row", HTMLElement);
  const strip = byId("batch-strip", HTMLSelectElement);
  // The choice is the same as for a single photo.
  strip.append(...Array.from(byId("strip", HTMLSelectElement).options, (option) => option.cloneNode(true)));
  strip.addEventListener("change", () => app.set({ strip: strip.value as Stripped }));
  const note = byId("batch-note", HTMLElement);
  const showStrip = (): void => {
    stripRow.hidden = note.hidden = buttons.save.hidden;
    strip.value = app.get().strip;
    setText(note, savedAs(get().entries, app.get().strip));
  };
  app.watch(showStrip);
  const list = byId("batch-list", HTMLElement);
  const progress = byId("batch-progress", HTMLProgressElement);
  const said = byId("batch-said", HTMLElement);

  watch((state, before) => {
    const { entries, task, isWorking, fraction } = state;
    const left = entries.filter((entry) => entry.state !== "done").length;
    buttons.run.hidden = isWorking || left === 0;
    buttons.cancel.hidden = !isWorking;
    buttons.save.hidden = isWorking || left === entries.length;
    showStrip();
    const isTried = entries.every((entry) => entry.state === "done" || entry.state === "failed");
    buttons.run.className = isTried ? "quiet" : "primary";
    buttons.save.className = isTried ? "primary" : "quiet";
    setText(buttons.run, isTried ? "Try again" : `Restore ${left === 1 ? "1 photo" : `${left} photos`}`);
    for (const input of tasks) {
      input.checked = input.value === task;
      input.disabled = isWorking;
    }
    progress.hidden = !isWorking;
    progress.value = entries.length === 0 ? 0 : (entries.length - left + fraction) / entries.length;
    setText(said, outcome(state));
    if (entries !== before.entries) show(list, entries);
  });
  return open;
}

function show(list: HTMLElement, entries: readonly BatchEntry[]): void {
  const rows = entries.map(({ file, state, said }) => {
    const row = document.createElement("li");
    row.dataset["state"] = state;
    const [name, how] = [document.createElement("strong"), document.createElement("span")];
    name.textContent = file.name;
    how.textContent = said === "" ? SIGNS[state] : said;
    row.append(name, how);
    return row;
  });
  list.replaceChildren(...rows);
}

/** Says which data of the photos' files are saved with them. */
function savedAs(entries: readonly BatchEntry[], strip: Stripped): string {
  const done = entries.filter(({ state }) => state === "done");
  const others = done.filter(({ result }) => result !== undefined && result.original === undefined);
  const isClean = done.some(({ result }) => result === undefined);
  return [
    `Saved ${metadataSaid(strip, "the originals")}.`,
    ...(others.length > 0 && strip !== "all"
      ? [`Those of ${others.map(({ file }) => file.name).join(", ")} cannot be kept.`]
      : []),
    ...(isClean && strip !== "none" ? ["Photos that look clean are saved again without them."] : []),
  ].join(" ");
}

function outcome({ entries, isWorking, failure }: BatchState): string {
  if (failure !== undefined) return failure;
  const count = (state: BatchEntry["state"]): number =>
    entries.filter((entry) => entry.state === state).length;
  const [done, failed] = [count("done"), count("failed")];
  if (isWorking) return `${done + failed + 1} of ${entries.length} …`;
  if (done + failed < entries.length || entries.length === 0) return "";
  if (failed === 0) return "All photos are done.";
  return `${done} of ${entries.length} photos are done, ${failed} could not be restored.`;
}
