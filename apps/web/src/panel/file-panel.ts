import type { Actions } from "../app/actions.ts";
import { byId, setText } from "../app/dom.ts";
import { dimensions, megapixels } from "../app/format.ts";
import { takeSharedPhotos } from "../offline/shared-photos.ts";
import { sampleBlurredUrl, sampleSavedUrl, sampleUrl } from "../photos.ts";
import type { AppState } from "../app/state.ts";
import type { Photo } from "../codec/open-photo.ts";
import type { Store } from "../app/store.ts";

/** URLs of the samples, by the id of their button. */
const SAMPLES = { sample: sampleUrl, "sample-blurred": sampleBlurredUrl, "sample-saved": sampleSavedUrl };

/** Opens photos: chosen, dropped, pasted, shared, or samples. */
export function filePanel(
  { watch, set }: Store<AppState>,
  { open, close }: Actions,
  openMany: (files: readonly File[]) => void,
): void {
  const take = (files: Iterable<File> | undefined): void => {
    const [file, ...others] = files ?? [];
    if (file !== undefined && others.length === 0) void open(file);
    else if (file !== undefined) openMany([file, ...others]);
  };
  const input = byId("file", HTMLInputElement);
  byId("choose", HTMLButtonElement).addEventListener("click", () => input.click());
  byId("another", HTMLButtonElement).addEventListener("click", close);
  input.addEventListener("change", () => {
    take([...(input.files ?? [])]);
    // So that the same file can be chosen again.
    input.value = "";
  });
  for (const [id, url] of Object.entries(SAMPLES)) {
    byId(id, HTMLButtonElement).addEventListener("click", () => void openSample(url));
  }
  const openSample = async (url: string): Promise<void> => {
    set({ phase: "opening", failure: undefined });
    try {
      const response = await fetch(url);
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
    take(event.dataTransfer?.files);
  });
  document.addEventListener("paste", (event) => {
    take(event.clipboardData?.files);
  });
  void takeSharedPhotos().then(take);

  const name = byId("photo-name", HTMLElement);
  const size = byId("photo-size", HTMLElement);
  watch(({ phase, photo }) => {
    body.dataset["phase"] = phase;
    if (photo === undefined) return;
    setText(name, photo.name);
    setText(size, `${dimensions(photo.pixels)}${megapixelsSaid(photo.pixels)}${framesSaid(photo)}`);
  });
}

/** Of an animation only the first frame can be restored. */
function framesSaid({ frames }: Photo): string {
  return frames > 1 ? ` · the first of ${frames} frames` : "";
}

function megapixelsSaid(size: { readonly width: number; readonly height: number }): string {
  return megapixels(size) < 0.1 ? "" : ` · ${megapixels(size).toFixed(1)} MP`;
}
