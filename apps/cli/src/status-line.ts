import type { Context, TextStream } from "./context.ts";
import { oneLine } from "./print.ts";

/** A line that shows progress; on a terminal, it is overwritten in place. */
export interface StatusLine {
  show(text: string): void;
  clear(): void;
}

interface StatusLineOptions {
  /** Milliseconds between progress lines if stderr is not a terminal. Default: no such lines. */
  readonly plainEvery?: number;
  /** The current time in milliseconds. */
  readonly now?: () => number;
}

type Output = Pick<Context, "stderr" | "progressEvery">;

const BETWEEN_UPDATES = 100;
const CLEAR = "\r\x1b[K";
/** Shorter work prints no progress lines. */
const PLAIN_EVERY = 10_000;

export function statusLine(
  stream: TextStream,
  { plainEvery = Infinity, now = () => performance.now() }: StatusLineOptions = {},
): StatusLine {
  // If the terminal is gone, the work continues.
  const write = (text: string): boolean => stream.write(text, () => undefined);
  const isTerminal = stream.isTTY === true;
  const between = isTerminal ? BETWEEN_UPDATES : plainEvery;
  let shownAt = isTerminal ? -Infinity : now();
  return {
    show: (text) => {
      const time = now();
      if (time - shownAt < between) return;
      shownAt = time;
      // One column stays free, because a full line would wrap.
      if (isTerminal) write(CLEAR + text.slice(0, (stream.columns ?? 80) - 1));
      else write(`genericdp: ${text}\n`);
    },
    clear: () => {
      if (!isTerminal) return;
      if (shownAt > -Infinity) write(CLEAR);
      shownAt = -Infinity;
    },
  };
}

/** A status line with a progress bar. */
export interface ProgressBar {
  show(fraction: number): void;
  clear(): void;
}

export function progressBar(stream: TextStream, label: string): ProgressBar {
  const line = statusLine(stream);
  return {
    show: (fraction) => line.show(`${label} ${bar(fraction, 30)} ${percent(fraction)}`),
    clear: line.clear,
  };
}

/** A progress bar for an image: progress, speed and remaining time. */
export function workProgress(
  { stderr: stream, progressEvery }: Output,
  { what, megapixels }: { readonly what: string; readonly megapixels: number },
  now: () => number = () => performance.now(),
): ProgressBar {
  const line = statusLine(stream, { plainEvery: progressEvery ?? PLAIN_EVERY, now });
  const start = now();
  return {
    show: (fraction) => {
      const seconds = (now() - start) / 1000;
      const parts = [percent(fraction).trim()];
      if (fraction > 0 && seconds >= 1) {
        const speed = (megapixels * fraction) / seconds;
        if (speed >= 0.01) parts.push(`${speed.toPrecision(2)} MP/s`);
        parts.push(`${showTime((seconds / fraction) * (1 - fraction))} left`);
      }
      const filled = stream.isTTY === true ? ` ${bar(fraction, 10)}` : "";
      line.show(oneLine(`${what} ${parts.join(", ")}${filled}`));
    },
    clear: line.clear,
  };
}

/** A status line for many files, which prints plain lines if there is no terminal. */
export function filesLine({ stderr, progressEvery }: Output): StatusLine {
  return statusLine(stderr, { plainEvery: progressEvery ?? PLAIN_EVERY });
}

/** A bar of `width` characters, partly filled. */
export function bar(fraction: number, width: number): string {
  const full = Math.round(fraction * width);
  return "█".repeat(full) + "░".repeat(width - full);
}

/** A duration in words, rounded up. */
export function showTime(seconds: number): string {
  if (seconds <= 90) return `${Math.ceil(Math.max(0, seconds))} s`;
  if (seconds < 90 * 60) return `${Math.ceil(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

function percent(fraction: number): string {
  return `${`${Math.floor(fraction * 100)}`.padStart(3)} %`;
}
