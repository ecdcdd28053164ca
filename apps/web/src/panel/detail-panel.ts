import { byId, setText } from "../app/dom.ts";
import { cutDetail, cutPlane, detailSide } from "../app/detail.ts";
import { kernelOf } from "../app/settings.ts";
import { runTask } from "../app/run-task.ts";
import type { AppState } from "../app/state.ts";
import type { Store } from "../app/store.ts";
import { jpegTables } from "../app/suggest.ts";
import type { Engine } from "../engine/engine.ts";
import { checkers } from "../view/paint.ts";
import { screenColorSpace } from "../view/screen-color-space.ts";
import { knownPixels } from "../view/stroke.ts";

/** Milliseconds after which an outdated preview is cancelled. */
const MOMENT = 200;

/** Shows the small square that follows the sliders: the photo, and the result with the current settings. */
export function detailPanel({ watch, get, set }: Store<AppState>, { detail: restorer }: Engine): void {
  const before = byId("detail-before", HTMLCanvasElement);
  const after = byId("detail-after", HTMLCanvasElement);
  const said = byId("detail-state", HTMLElement);
  let isStale = false;
  let isBusy = false;
  let isWarm = false;
  let current = { since: 0, work: new AbortController() };

  const refresh = async (): Promise<void> => {
    const { photo, settings, detail, strokes } = get();
    if (photo === undefined) return;
    const cut = cutDetail(photo.pixels, detail, detailSide(settings));
    drawPart(before, cut.image, cut.inner, photo.colorSpace);
    // Never leaves the result of other settings on display.
    if (settings.task === "deblur" && kernelOf(settings.kernel) === undefined) {
      clear(after);
      set({ preview: undefined });
      setText(said, "draw the blur first");
      return;
    }
    const all = settings.task === "inpaint" ? knownPixels(strokes, photo.pixels) : undefined;
    const known = settings.task === "inpaint" ? knownPart(all, photo.pixels.width, cut) : undefined;
    setText(said, "updating …");
    const start = performance.now();
    current = { since: start, work: new AbortController() };
    const { signal } = current.work;
    try {
      const input = { image: cut.image, known, jpeg: jpegTables(photo, get()) };
      const image = await runTask(restorer, input, settings, { signal });
      if (get().photo !== photo) return;
      const { task, scale, ensemble } = settings;
      const secondsPerPixel = (performance.now() - start) / 1000 / (cut.image.width * cut.image.height);
      // The time of a detail is misleading while a whole photo occupies the threads; so is that of the
      // first.
      if (get().phase !== "working" && isWarm) set({ pace: { task, scale, ensemble, secondsPerPixel } });
      isWarm = true;
      const larger = image.width / cut.image.width;
      const { x, y, width, height } = cut.inner;
      const inner = { x: x * larger, y: y * larger, width: width * larger, height: height * larger };
      drawPart(after, image, inner, photo.colorSpace);
      after.dataset["size"] = `${width}×${height}`;
      const part = { x: cut.left + x, y: cut.top + y, width, height };
      set({ preview: { image: after, part } });
      setText(said, "");
    } catch {
      if (signal.aborted) return;
      // The run reports errors in the settings; here they would flicker.
      clear(after);
      set({ preview: undefined });
      setText(said, "no preview");
    }
  };
  /**
   * Updates one preview after the other with the latest settings, so that it follows a moving slider. Only an
   * outdated preview that takes too long is cancelled.
   */
  const follow = async (): Promise<void> => {
    isStale = true;
    if (isBusy && performance.now() - current.since > MOMENT) current.work.abort();
    if (isBusy) return;
    isBusy = true;
    while (isStale) {
      isStale = false;
      await refresh();
    }
    isBusy = false;
  };
  watch((state, last) => {
    const isOther = (["photo", "settings", "detail", "strokes", "findings"] as const).some(
      (key) => state[key] !== last[key],
    );
    if (state.photo !== last.photo) {
      clear(before);
      clear(after);
    }
    if (state.settings.task !== last.settings.task) set({ preview: undefined });
    // Before the photo has been examined, the settings would not suit it.
    if (isOther && state.photo !== undefined && state.findings !== undefined) void follow();
  });
}

function clear(canvas: HTMLCanvasElement): void {
  delete canvas.dataset["size"];
  canvas.width = canvas.height = 1;
}

/** Cuts the part out of the known pixels; all are known if nothing is painted. */
function knownPart(
  known: Uint8Array | undefined,
  width: number,
  cut: ReturnType<typeof cutDetail>,
): Uint8Array {
  if (known === undefined) return new Uint8Array(cut.image.width * cut.image.height).fill(1);
  return cutPlane(known, width, cut);
}

function drawPart(
  canvas: HTMLCanvasElement,
  {
    data,
    width,
    height,
  }: { readonly data: Uint8ClampedArray; readonly width: number; readonly height: number },
  inner: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  colorSpace: PredefinedColorSpace,
): void {
  canvas.width = inner.width;
  canvas.height = inner.height;
  const pixels = new ImageData(new Uint8ClampedArray(data), width, height, { colorSpace });
  const context = canvas.getContext("2d", { colorSpace: screenColorSpace() })!;
  context.putImageData(pixels, -inner.x, -inner.y, inner.x, inner.y, inner.width, inner.height);
  // Draws the checkerboard behind transparent pixels.
  context.globalCompositeOperation = "destination-over";
  context.fillStyle = checkers(context, 4);
  context.fillRect(0, 0, inner.width, inner.height);
}
