import type { Drawing } from "../codec/protocol.ts";
import { divider } from "./divider.ts";
import { listenToGestures } from "./gestures.ts";
import { paint } from "./paint.ts";
import type { Scene } from "./paint.ts";
import { screenColorSpace } from "./screen-color-space.ts";
import type { Point, Stroke } from "./stroke.ts";
import { fitted, held, nearestSeen, toPhoto, zoomed } from "./transform.ts";
import type { Box, Transform } from "./transform.ts";

/** Everything that the view shows. Without a photo, the view stays empty. */
export interface Shown {
  readonly photo: (Box & { readonly drawing: Drawing }) | undefined;
  readonly after: Drawing | undefined;
  readonly strokes: readonly Stroke[];
  readonly detail: (Point & Box) | undefined;
  /** The restored detail. Each update is a new object. */
  readonly preview: { readonly image: CanvasImageSource } | undefined;
  /** The brush's radius in the photo's pixels; undefined when pressing does not paint. */
  readonly brush: number | undefined;
}

export interface ViewerListener {
  /** Called when a place of the photo is clicked. */
  pick(point: Point): void;
  strokeStart(point: Point): void;
  stroke(point: Point): void;
  zoomed(scale: number): void;
}

export interface Viewer {
  show(shown: Shown): void;
  fit(): void;
  /** Multiplies the scale. */
  zoom(factor: number): void;
  actualPixels(): void;
}

export interface ViewerElements {
  readonly canvas: HTMLCanvasElement;
  readonly divider: HTMLElement;
}

export function viewer(elements: ViewerElements, listener: ViewerListener): Viewer {
  const { canvas } = elements;
  const context = canvas.getContext("2d", { colorSpace: screenColorSpace() })!;
  let shown: Shown = {
    photo: undefined,
    after: undefined,
    strokes: [],
    detail: undefined,
    preview: undefined,
    brush: undefined,
  };
  let view: Box = { width: 1, height: 1 };
  let at: Transform = { scale: 1, x: 0, y: 0 };
  let isFitted = true;
  let cursor: Point | undefined;
  let frame = 0;

  const redraw = (): void => {
    frame ||= requestAnimationFrame(draw);
  };
  const line = divider(elements.divider, redraw);
  const draw = (): void => {
    frame = 0;
    const { photo, after, strokes, detail, preview, brush } = shown;
    context.resetTransform();
    if (photo === undefined) {
      context.clearRect(0, 0, canvas.width, canvas.height);
      return;
    }
    const scene: Scene = {
      view,
      at,
      photo,
      after: after && { drawing: after, from: line.share() * view.width },
      strokes,
      detail,
      preview: preview?.image,
      brush: brush !== undefined && cursor ? { ...toPhoto(at, cursor), radius: brush } : undefined,
      colour: getComputedStyle(canvas).getPropertyValue("--paint"),
    };
    paint(context, scene, devicePixelRatio);
  };
  const place = (to: Transform, isFit = false): void => {
    at = to;
    isFitted = isFit;
    listener.zoomed(at.scale * devicePixelRatio);
    redraw();
  };
  const fit = (): void => {
    if (shown.photo) place(fitted(view, shown.photo), true);
  };
  const zoom = (factor: number, anchor: Point = { x: view.width / 2, y: view.height / 2 }): void => {
    if (shown.photo) place(zoomed(at, factor, anchor, view, shown.photo));
  };
  const pan = (dx: number, dy: number): void => {
    if (shown.photo) place(held({ ...at, x: at.x + dx, y: at.y + dy }, view, shown.photo), isFitted);
  };
  const actualPixels = (): void => zoom(1 / (at.scale * devicePixelRatio));

  new ResizeObserver(() => {
    const { clientWidth, clientHeight } = canvas;
    view = { width: Math.max(1, clientWidth), height: Math.max(1, clientHeight) };
    canvas.width = Math.round(view.width * devicePixelRatio);
    canvas.height = Math.round(view.height * devicePixelRatio);
    if (shown.photo === undefined) return;
    if (isFitted) fit();
    else place(held(at, view, shown.photo));
    // Draw at once, not with the next frame: resizing clears the canvas.
    draw();
  }).observe(canvas);

  listenToGestures(canvas, {
    click: (where) => listener.pick(toPhoto(at, where)),
    strokeStart: (where) => {
      if (shown.brush === undefined) return false;
      cursor = where;
      listener.strokeStart(toPhoto(at, where));
      return true;
    },
    stroke: (where) => {
      cursor = where;
      listener.stroke(toPhoto(at, where));
    },
    strokeEnd: () => undefined,
    pan,
    zoom,
    hover: (where) => {
      cursor = where;
      if (shown.brush !== undefined) redraw();
    },
  });

  const paintByKey = (event: KeyboardEvent): boolean => {
    if (shown.brush === undefined || shown.photo === undefined) return false;
    const step = Math.max(1, shown.brush * at.scale) * (event.shiftKey ? 4 : 1);
    const where = cursor ?? { x: view.width / 2, y: view.height / 2 };
    const [dx, dy] = ARROWS[event.key] ?? [0, 0];
    // Keeps the brush on the photo: without a pointer, nobody would see where it is.
    cursor = nearestSeen(at, { x: where.x - dx * step, y: where.y - dy * step }, view, shown.photo);
    if (event.key === " ") listener.strokeStart(toPhoto(at, cursor));
    redraw();
    return event.key === " " || event.key in ARROWS;
  };
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || shown.photo === undefined) return;
    const arrow = ARROWS[event.key];
    if (paintByKey(event)) event.preventDefault();
    else if (arrow) pan(40 * arrow[0], 40 * arrow[1]);
    else if (event.key === "+" || event.key === "=") zoom(1.25);
    else if (event.key === "-") zoom(0.8);
    else if (event.key === "0") fit();
    else if (event.key === "1") actualPixels();
    else if (event.key === "Enter") listener.pick(toPhoto(at, { x: view.width / 2, y: view.height / 2 }));
    else return;
    event.preventDefault();
  });

  return {
    show: (next) => {
      const isOther = next.photo?.drawing !== shown.photo?.drawing;
      // Progress changes the state often, without changing the view.
      const isSame =
        !isOther &&
        next.after === shown.after &&
        next.strokes === shown.strokes &&
        next.brush === shown.brush &&
        next.preview === shown.preview &&
        next.detail?.x === shown.detail?.x &&
        next.detail?.y === shown.detail?.y &&
        next.detail?.width === shown.detail?.width;
      shown = next;
      line.show(next.after !== undefined);
      if (isOther) fit();
      if (!isSame) redraw();
    },
    fit,
    zoom,
    actualPixels,
  };
}

/** Direction in which the picture moves. */
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [1, 0],
  ArrowRight: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};
