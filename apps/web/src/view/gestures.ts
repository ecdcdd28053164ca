import type { Point } from "./stroke.ts";

/** Called for touch, mouse and wheel gestures on an element; positions in CSS pixels from its corner. */
export interface GestureListener {
  /** A press that did not become a drag. */
  click(place: Point): void;
  /** The start of a drag; `true` takes it as a stroke instead of moving the picture. */
  strokeStart(place: Point): boolean;
  stroke(place: Point): void;
  strokeEnd(): void;
  pan(dx: number, dy: number): void;
  zoom(factor: number, anchor: Point): void;
  hover(place: Point | undefined): void;
}

/** A press that moves less than this many CSS pixels is a click. */
const SLACK = 4;

export function listenToGestures(element: HTMLElement, listener: GestureListener): void {
  const fingers = new Map<number, Point>();
  let start: Point | undefined;
  let mode: "none" | "press" | "pan" | "stroke" | "pinch" = "none";

  const placeOf = (event: MouseEvent): Point => {
    const { left, top } = element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const spread = (): { middle: Point; apart: number } => {
    const [a, b] = [...fingers.values()] as [Point, Point];
    return { middle: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }, apart: Math.hypot(a.x - b.x, a.y - b.y) };
  };

  element.addEventListener("pointerdown", (event) => {
    if (event.button > 1) return;
    const place = placeOf(event);
    element.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, place);
    if (fingers.size === 2) {
      if (mode === "stroke") listener.strokeEnd();
      mode = "pinch";
      return;
    }
    start = place;
    // The middle button always moves the picture.
    mode = event.button === 0 && listener.strokeStart(place) ? "stroke" : "press";
  });
  element.addEventListener("pointermove", (event) => {
    const place = placeOf(event);
    if (event.pointerType === "mouse") listener.hover(place);
    const before = fingers.get(event.pointerId);
    if (before === undefined) return;
    const was = fingers.size === 2 ? spread() : undefined;
    fingers.set(event.pointerId, place);
    if (mode === "press" && start && Math.hypot(place.x - start.x, place.y - start.y) > SLACK) mode = "pan";
    if (mode === "stroke") listener.stroke(place);
    if (mode === "pan") listener.pan(place.x - before.x, place.y - before.y);
    if (mode === "pinch" && was) {
      const now = spread();
      listener.pan(now.middle.x - was.middle.x, now.middle.y - was.middle.y);
      listener.zoom(now.apart / Math.max(1, was.apart), now.middle);
    }
  });
  const release = (event: PointerEvent): void => {
    if (!fingers.delete(event.pointerId)) return;
    if (mode === "stroke") listener.strokeEnd();
    if (mode === "press" && event.type === "pointerup") listener.click(placeOf(event));
    // After two fingers, the remaining one does nothing.
    mode = "none";
  };
  element.addEventListener("pointerup", release);
  element.addEventListener("pointercancel", release);
  element.addEventListener("pointerleave", () => listener.hover(undefined));
  element.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      // Pinching a trackpad sends wheel events with the control key and small steps.
      const speed = event.ctrlKey ? 0.01 : 0.0018;
      listener.zoom(Math.exp(-event.deltaY * lines * speed), placeOf(event));
    },
    { passive: false },
  );
}
