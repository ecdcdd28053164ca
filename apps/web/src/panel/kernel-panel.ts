import { byId } from "../app/dom.ts";
import { kernelOf } from "../app/settings.ts";
import type { KernelKind, KernelSettings } from "../app/settings.ts";
import type { AppState } from "../app/state.ts";
import type { Store } from "../app/store.ts";
import { choose } from "../app/suggest.ts";
import { readKernel } from "./read-kernel.ts";
import { slider } from "./slider.ts";

/** Side of a drawn kernel, in pixels. */
const SIDE = 31;

/** Lets the user choose, draw or load a blur kernel, and shows it. */
export function kernelPanel(app: Store<AppState>): void {
  const { get, set, watch } = app;
  const canvas = byId("kernel-view", HTMLCanvasElement);
  const kind = byId("kernel-kind", HTMLSelectElement);
  const file = byId("kernel-file", HTMLInputElement);
  const change = (part: Partial<KernelSettings>): void =>
    choose(app, { kernel: { ...get().settings.kernel, ...part } });
  const pixels = (value: number): string => `${Number(value.toFixed(1))} px`;
  const degrees = (value: number): string => `${value.toFixed(0)}°`;
  const sigma = slider("gaussian-sigma", { text: pixels, onChange: (value) => change({ sigma: value }) });
  const radius = slider("disk-radius", { text: pixels, onChange: (value) => change({ radius: value }) });
  const length = slider("motion-length", { text: pixels, onChange: (value) => change({ length: value }) });
  const angle = slider("motion-angle", {
    text: degrees,
    onChange: (value) => change({ angleDegrees: value }),
  });
  kind.addEventListener("change", () => change({ kind: kind.value as KernelKind }));
  byId("kernel-clear", HTMLButtonElement).addEventListener("click", () => change({ drawn: [] }));
  byId("kernel-load", HTMLButtonElement).addEventListener("click", () => file.click());
  file.addEventListener("change", () => {
    const [chosen] = file.files ?? [];
    file.value = "";
    if (chosen) void readKernel(chosen).then((drawn) => change({ drawn }), explain);
  });
  const explain = (): void => {
    const advice = "It must be a bright spot or path on black, at most 63×63 pixels.";
    set({ failure: { headline: "This image cannot be used as a blur", advice } });
  };

  const pen = { x: (SIDE - 1) / 2, y: (SIDE - 1) / 2 };
  const touch = (x: number, y: number): void => {
    const { drawn } = get().settings.kernel;
    const weights = drawn.length === SIDE * SIDE ? [...drawn] : Array.from({ length: SIDE * SIDE }, () => 0);
    weights.forEach((weight, i) => {
      const apart = Math.hypot((i % SIDE) - x, Math.floor(i / SIDE) - y);
      weights[i] = Math.max(weight, Math.min(1, Math.max(0, 1.5 - apart)));
    });
    change({ drawn: weights });
  };
  const touchAt = (event: PointerEvent): void => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    touch(((event.clientX - left) / width) * SIDE - 0.5, ((event.clientY - top) / height) * SIDE - 0.5);
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (get().settings.kernel.kind !== "drawn") return;
    canvas.setPointerCapture(event.pointerId);
    touchAt(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (canvas.hasPointerCapture(event.pointerId)) touchAt(event);
  });
  canvas.addEventListener("keydown", (event) => {
    const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[
      event.key
    ] ?? [0, 0];
    if (get().settings.kernel.kind !== "drawn" || (event.key !== " " && dx === 0 && dy === 0)) return;
    event.preventDefault();
    pen.x = Math.min(SIDE - 1, Math.max(0, pen.x + dx!));
    pen.y = Math.min(SIDE - 1, Math.max(0, pen.y + dy!));
    if (event.key === " ") touch(pen.x, pen.y);
    else show(get());
  });

  const show = ({ settings: { kernel } }: AppState): void => {
    const draws = kernel.kind === "drawn";
    kind.value = kernel.kind;
    // An estimate is more precise than the steps of the slider.
    sigma.set(kernel.sigma, pixels(kernel.sigma));
    radius.set(kernel.radius, pixels(kernel.radius));
    length.set(kernel.length, pixels(kernel.length));
    angle.set(kernel.angleDegrees, degrees(kernel.angleDegrees));
    canvas.tabIndex = draws ? 0 : -1;
    canvas.setAttribute("role", draws ? "application" : "img");
    for (const part of document.querySelectorAll<HTMLElement>("[data-kernel]")) {
      part.hidden = part.dataset["kernel"] !== kernel.kind;
    }
    drawKernel(canvas, kernel, draws && document.activeElement === canvas ? pen : undefined);
  };
  watch((state, before) => {
    if (state === before || state.settings.kernel !== before.settings.kernel) show(state);
  });
}

/** Draws the kernel's weights as brightness; the largest is white. */
function drawKernel(
  canvas: HTMLCanvasElement,
  settings: KernelSettings,
  pen: { readonly x: number; readonly y: number } | undefined,
): void {
  const kernel = kernelOf(settings);
  const { width, height, data } = kernel ?? { width: 1, height: 1, data: new Float32Array(1) };
  const side = Math.max(SIDE, width, height);
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext("2d")!;
  const picture = context.createImageData(side, side);
  const [left, top] = [Math.floor((side - width) / 2), Math.floor((side - height) / 2)];
  const most = Math.max(...data) || 1;
  for (let i = 0; i < side * side; i++) {
    const [x, y] = [(i % side) - left, Math.floor(i / side) - top];
    const inside = x >= 0 && x < width && y >= 0 && y < height;
    const level = inside ? 255 * Math.sqrt(data[y * width + x]! / most) : 0;
    picture.data.set([level, level, level, 255], 4 * i);
  }
  if (pen) picture.data.set([127, 209, 185, 255], 4 * (Math.round(pen.y) * side + Math.round(pen.x)));
  context.putImageData(picture, 0, 0);
}
