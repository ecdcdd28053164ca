import type { Actions } from "../app/actions.ts";
import { byId, setText } from "../app/dom.ts";
import { dimensions, megapixels } from "../app/format.ts";
import type { AppState } from "../app/state.ts";
import type { Store } from "../app/store.ts";

/** Every way a photo comes in: choosing, dropping, pasting, the sample. */
export function filePanel(
  { watch, set }: Store<AppState>,
  { open, close }: Actions,
  sampleUrl: string,
): void {
  const input = byId("file", HTMLInputElement);
  byId("choose", HTMLButtonElement).addEventListener("click", () => input.click());
  byId("another", HTMLButtonElement).addEventListener("click", close);
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    if (file) void open(file);
    // The same file may be chosen again.
    input.value = "";
  });
  byId("sample", HTMLButtonElement).addEventListener("click", () => void openSample());
  const openSample = async (): Promise<void> => {
    set({ phase: "opening", failure: undefined });
    try {
      const response = await fetch(sampleUrl);
      if (!response.ok) throw new Error(response.statusText);
      await open(new File([await response.blob()], "boats.jpg", { type: "image/jpeg" }));
    } catch {
      const advice = "It is loaded on demand, and there seems to be no connection.";
      set({ phase: "empty", failure: { headline: "The sample could not be loaded", advice } });
    }
  };

  const { body } = document;
  let depth = 0;
  const hover = (by: number): void => {
    depth = Math.max(0, depth + by);
    body.toggleAttribute("data-dropping", depth > 0);
  };
  const hasFile = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;
  document.addEventListener("dragenter", (event) => hasFile(event) && hover(1));
  document.addEventListener("dragleave", (event) => hasFile(event) && hover(-1));
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    hover(-depth);
    const [file] = event.dataTransfer?.files ?? [];
    if (file) void open(file);
  });
  document.addEventListener("paste", (event) => {
    const [file] = event.clipboardData?.files ?? [];
    if (file) void open(file);
  });

  const name = byId("photo-name", HTMLElement);
  const size = byId("photo-size", HTMLElement);
  watch(({ phase, photo }) => {
    body.dataset["phase"] = phase;
    if (photo === undefined) return;
    setText(name, photo.name);
    setText(size, `${dimensions(photo.pixels)} · ${megapixels(photo.pixels).toFixed(1)} MP`);
  });
}
