export interface Divider {
  /** Share of the view to the left of the line, 0 to 1; it shows the photo before. */
  readonly share: () => number;
  show(visible: boolean): void;
}

/** The line between before and after. It can be dragged, or moved with the keyboard like a slider. */
export function divider(element: HTMLElement, onMove: () => void): Divider {
  let share = 0.5;
  const move = (to: number): void => {
    share = Math.min(1, Math.max(0, to));
    element.style.setProperty("--share", String(share));
    element.setAttribute("aria-valuenow", String(Math.round(100 * share)));
    element.setAttribute("aria-valuetext", `${Math.round(100 * share)} % before`);
    onMove();
  };
  element.addEventListener("pointerdown", (event) => {
    element.setPointerCapture(event.pointerId);
    event.stopPropagation();
  });
  element.addEventListener("pointermove", (event) => {
    if (!element.hasPointerCapture(event.pointerId)) return;
    const { left, width } = element.parentElement!.getBoundingClientRect();
    move((event.clientX - left) / width);
  });
  element.addEventListener("keydown", (event) => {
    const step = event.shiftKey ? 0.1 : 0.02;
    const to: Readonly<Record<string, number>> = {
      ArrowLeft: share - step,
      ArrowDown: share - step,
      ArrowRight: share + step,
      ArrowUp: share + step,
      PageDown: share - 0.1,
      PageUp: share + 0.1,
      Home: 0,
      End: 1,
    };
    if (to[event.key] === undefined) return;
    event.preventDefault();
    move(to[event.key]!);
  });
  return {
    share: () => share,
    show: (visible) => {
      element.hidden = !visible;
    },
  };
}
