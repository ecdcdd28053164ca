import type { TextStream } from "./context.ts";

/** A line on a terminal that is written over and over; nothing at all where there is no terminal. */
export interface StatusLine {
  show(text: string): void;
  clear(): void;
}

const BETWEEN_UPDATES = 100;
const CLEAR = "\r\x1b[K";

export function statusLine(stream: TextStream): StatusLine {
  if (stream.isTTY !== true) return { show: () => undefined, clear: () => undefined };
  // A terminal that is gone is no reason to stop.
  const write = (text: string): boolean => stream.write(text, () => undefined);
  let shownAt = -Infinity;
  return {
    show: (text) => {
      const now = performance.now();
      if (now - shownAt < BETWEEN_UPDATES) return;
      shownAt = now;
      // One column is left free: a full line would wrap.
      write(CLEAR + text.slice(0, (stream.columns ?? 80) - 1));
    },
    clear: () => {
      if (shownAt > -Infinity) write(CLEAR);
      shownAt = -Infinity;
    },
  };
}

/** A bar on a terminal that shows the share of some work that is done. */
export interface ProgressBar {
  show(fraction: number): void;
  clear(): void;
}

export function progressBar(stream: TextStream, label: string): ProgressBar {
  const line = statusLine(stream);
  return {
    show: (fraction) => {
      const percent = `${Math.floor(fraction * 100)}`.padStart(3);
      line.show(`${label} ${bar(fraction, 30)} ${percent} %`);
    },
    clear: line.clear,
  };
}

/** So many characters, the share of them filled. */
export function bar(fraction: number, width: number): string {
  const full = Math.round(fraction * width);
  return "█".repeat(full) + "░".repeat(width - full);
}
