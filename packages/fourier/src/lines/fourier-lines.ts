import { boundedCache } from "@genericdp/core";
import { bluesteinLines } from "./bluestein-lines.ts";
import type { FourierLines } from "./complex-lines.ts";
import { isSplittable, stockhamLines } from "./stockham-lines.ts";

/** Numbers that fit in a core's cache, several times over. */
const budget = 8192;

/**
 * A place for lines of `size` numbers: as many at once as are of use, at most `lines` of them. Whoever asks
 * next for the same gets the same place: fill it, transform and read before anything else can run. What it
 * holds at first is left from the last time.
 */
export function fourierLines(size: number, lines: number): FourierLines {
  return places(`${size} × ${Math.max(1, Math.min(lines, Math.max(4, Math.floor(budget / size))))}`);
}

/** Solvers transform the same lines hundreds of times; new arrays would cost as much as the transforms. */
const places = boundedCache<string, FourierLines>(8, (key) => {
  const [size, lanes] = key.split(" × ").map(Number) as [number, number];
  return isSplittable(size) ? stockhamLines(size, lanes) : bluesteinLines(size, lanes);
});
