import type { Actions } from "../app/actions.ts";
import { byId } from "../app/dom.ts";
import type { History } from "../app/history.ts";
import type { AppState } from "../app/state.ts";
import type { Store } from "../app/store.ts";

/** Handles the keys of the page and the dialog that lists them. */
export function keyboard(
  { get }: Store<AppState>,
  { run, cancel, save }: Actions,
  { undo, redo }: History,
): void {
  const help = byId("keys", HTMLDialogElement);
  const showHelp = (): void => help.showModal();
  byId("keys-open", HTMLButtonElement).addEventListener("click", showHelp);
  byId("keys-close", HTMLButtonElement).addEventListener("click", () => help.close());
  document.addEventListener("keydown", (event) => {
    if (help.open || event.altKey) return;
    const isCommand = event.ctrlKey || event.metaKey;
    const { phase, result } = get();
    const key = event.key.toLowerCase();
    if (!isCommand && event.key === "?") showHelp();
    else if (!isCommand && key === "escape" && phase === "working") cancel();
    else if (isCommand && key === "z") (event.shiftKey ? redo : undo)();
    else if (isCommand && key === "y") redo();
    else if (isCommand && key === "enter") pressRun(run);
    else if (isCommand && key === "s" && result !== undefined) void save();
    else return;
    event.preventDefault();
  });
}

/** Presses the run button, unless it is hidden or disabled. */
function pressRun(run: Actions["run"]): void {
  const { hidden, disabled } = byId("run", HTMLButtonElement);
  if (!hidden && !disabled) void run();
}
