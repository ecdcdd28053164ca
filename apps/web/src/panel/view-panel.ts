import { detailSide } from "../app/detail.ts";
import { byId, setText } from "../app/dom.ts";
import type { AppState, Preview } from "../app/state.ts";
import type { Store } from "../app/store.ts";
import { viewer } from "../view/viewer.ts";
import { slider } from "./slider.ts";

/** Shows the photo with its zoom and brush controls. */
export function viewPanel({ get, set, watch }: Store<AppState>): void {
  const zoom = byId("zoom", HTMLOutputElement);
  const erase = byId("brush-erase", HTMLInputElement);
  let radius = 6;
  const view = viewer(
    { canvas: byId("view", HTMLCanvasElement), divider: byId("divider", HTMLElement) },
    {
      pick: ({ x, y }) => {
        const { photo } = get();
        if (photo === undefined) return;
        const { width, height } = photo.pixels;
        set({ detail: { x: Math.min(width, Math.max(0, x)), y: Math.min(height, Math.max(0, y)) } });
      },
      strokeStart: (point) => {
        const stroke = { points: [point], radius, erase: erase.checked };
        set({ strokes: [...get().strokes, stroke], detail: point });
      },
      stroke: (point) => {
        const { strokes } = get();
        const last = strokes.at(-1);
        if (last === undefined) return;
        set({ strokes: [...strokes.slice(0, -1), { ...last, points: [...last.points, point] }] });
      },
      zoomed: (scale) => setText(zoom, `${Math.round(100 * scale)} %`),
    },
  );
  byId("zoom-in", HTMLButtonElement).addEventListener("click", () => view.zoom(1.5));
  byId("zoom-out", HTMLButtonElement).addEventListener("click", () => view.zoom(1 / 1.5));
  byId("zoom-fit", HTMLButtonElement).addEventListener("click", view.fit);
  byId("zoom-pixels", HTMLButtonElement).addEventListener("click", view.actualPixels);
  byId("brush-undo", HTMLButtonElement).addEventListener("click", () =>
    set({ strokes: get().strokes.slice(0, -1) }),
  );
  byId("brush-clear", HTMLButtonElement).addEventListener("click", () => set({ strokes: [] }));
  slider("brush-size", {
    text: (pixels) => `${pixels} px`,
    onChange: (pixels) => {
      radius = pixels;
      show(get());
    },
  });

  const show = ({ photo, result, settings, strokes, detail, preview, phase }: AppState): void => {
    const repairs = settings.task === "inpaint";
    const side = detailSide(settings);
    const frame =
      photo && !repairs
        ? {
            x: within(detail.x, side, photo.pixels.width),
            y: within(detail.y, side, photo.pixels.height),
            width: Math.min(side, photo.pixels.width),
            height: Math.min(side, photo.pixels.height),
          }
        : undefined;
    const isDone = phase === "done" && result?.settings.task === settings.task;
    view.show({
      photo: photo && { drawing: photo.drawing, width: photo.pixels.width, height: photo.pixels.height },
      after: isDone ? result?.drawing : undefined,
      strokes: repairs && !(isDone && result?.strokes === strokes) ? strokes : NONE,
      detail: frame,
      preview: frame && !isDone && isAt(preview, frame) ? preview : undefined,
      brush: repairs && phase !== "working" ? radius : undefined,
    });
    document.body.toggleAttribute("data-compare", isDone);
  };
  watch(show);
}

const NONE: AppState["strokes"] = [];

/** Tells whether the preview is of this part of the photo. */
function isAt(preview: Preview | undefined, { x, y, width, height }: Preview["part"]): boolean {
  const { part } = preview ?? {};
  return part?.x === x && part.y === y && part.width === width && part.height === height;
}

function within(centre: number, side: number, room: number): number {
  const size = Math.min(side, room);
  return Math.min(room - size, Math.max(0, Math.round(centre - size / 2)));
}
