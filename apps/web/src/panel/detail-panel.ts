import { byId, setText } from "../app/dom.ts";
import { cutDetail, cutDraft, cutPlane, detailSide } from "../app/detail.ts";
import type { Cut } from "../app/detail.ts";
import { draftFirst } from "../app/draft-first.ts";
import type { Step, Steps } from "../app/draft-first.ts";
import { expectedSeconds } from "../app/pace.ts";
import { kernelOf } from "../app/settings.ts";
import { drafting } from "../app/run-draft.ts";
import { runTask } from "../app/run-task.ts";
import type { AppState } from "../app/state.ts";
import type { Store } from "../app/store.ts";
import { jpegTables } from "../app/suggest.ts";
import type { Engine } from "../engine/engine.ts";
import { checkers } from "../view/paint.ts";
import { screenColorSpace } from "../view/screen-color-space.ts";
import { knownPixels } from "../view/stroke.ts";

/** Seconds within which a preview follows a slider. */
const QUICK = 0.25;

/** Shows the small square that follows the sliders: the photo, and the result with the current settings. */
export function detailPanel(app: Store<AppState>, { detail: restorer, draft: drafter }: Engine): void {
  const { watch, get, set } = app;
  const before = byId("detail-before", HTMLCanvasElement);
  const after = byId("detail-after", HTMLCanvasElement);
  const said = byId("detail-state", HTMLElement);
  const runDraft = drafting(drafter);
  let isWarm = false;

  const nothing = (why: string): void => {
    clear(after);
    set({ preview: undefined });
    setText(said, why);
  };
  const begin = (): Steps | undefined => {
    const state = get();
    const { photo, settings, detail } = state;
    if (photo === undefined) return undefined;
    const cut = cutDetail(photo.pixels, detail, detailSide(settings));
    drawPart(before, cut.image, cut.inner, photo.colorSpace);
    // Never leaves the result of other settings on display.
    if (settings.task === "deblur" && kernelOf(settings.kernel) === undefined) {
      nothing("draw the blur first");
      return undefined;
    }
    setText(said, "updating …");
    return { draft: isQuick(state, cut) ? undefined : stepOf(state, true), final: stepOf(state, false) };
  };
  const stepOf =
    (state: AppState, draft: boolean): Step =>
    async (signal) => {
      const { settings, detail, strokes } = state;
      const photo = state.photo!;
      const jpeg = jpegTables(photo, state);
      const cut = draft
        ? cutDraft(photo.pixels, detail, settings, jpeg !== undefined || settings.task === "deblock")
        : cutDetail(photo.pixels, detail, detailSide(settings));
      const all = settings.task === "inpaint" ? knownPixels(strokes, photo.pixels) : undefined;
      const known = settings.task === "inpaint" ? knownPart(all, photo.pixels.width, cut) : undefined;
      const start = performance.now();
      try {
        const input = { image: cut.image, known, jpeg };
        const image = await (draft
          ? runDraft(input, settings, signal)
          : runTask(restorer, input, settings, { signal }));
        if (!isOfSamePlace(state, get())) return;
        if (!draft) tellPace(state, (performance.now() - start) / 1000 / pixelsOf(cut));
        const larger = image.width / cut.image.width;
        const { x, y, width, height } = cut.inner;
        const inner = { x: x * larger, y: y * larger, width: width * larger, height: height * larger };
        drawPart(after, image, inner, photo.colorSpace);
        after.dataset["size"] = `${width}×${height}`;
        const part = { x: cut.left + x, y: cut.top + y, width, height };
        set({ preview: { image: after, part } });
        setText(said, draft ? "draft, refining …" : "");
      } catch {
        // The run reports errors in the settings; here they would flicker.
        if (!signal.aborted && !draft) nothing("no preview");
      }
    };
  const tellPace = ({ settings: { task, scale, ensemble } }: AppState, secondsPerPixel: number): void => {
    // The time of a detail is misleading while a whole photo occupies the threads; so is that of the first.
    if (get().phase !== "working" && isWarm) set({ pace: { task, scale, ensemble, secondsPerPixel } });
    // Ready before the first slider moves.
    if (!isWarm) drafter.start().catch(() => undefined);
    isWarm = true;
  };
  const follow = draftFirst(begin);
  watch((state, last) => {
    const isOther = (["photo", "settings", "detail", "strokes", "findings"] as const).some(
      (key) => state[key] !== last[key],
    );
    if (state.photo !== last.photo) clear(before);
    if (!isOfSamePlace(state, last)) nothing("");
    // Before the photo has been examined, the settings would not suit it.
    if (isOther && state.photo !== undefined && state.findings !== undefined) follow();
  });
}

/** Whether a preview of one state may be shown in another: of the same part, restored in the same way. */
function isOfSamePlace(one: AppState, other: AppState): boolean {
  return (
    one.photo === other.photo &&
    one.detail === other.detail &&
    one.settings.task === other.settings.task &&
    one.settings.scale === other.settings.scale
  );
}

/** Whether the preview will be ready soon, as far as is known. */
function isQuick({ settings, pace }: AppState, cut: Cut): boolean {
  const expected = expectedSeconds({ photo: { pixels: cut.image }, settings, pace });
  if (expected !== undefined) return expected < QUICK;
  return settings.task === "denoise" && !settings.ensemble;
}

function pixelsOf({ image: { width, height } }: Cut): number {
  return width * height;
}

function clear(canvas: HTMLCanvasElement): void {
  delete canvas.dataset["size"];
  canvas.width = canvas.height = 1;
}

/** Cuts the part out of the known pixels; all are known if nothing is painted. */
function knownPart(known: Uint8Array | undefined, width: number, cut: Cut): Uint8Array {
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
