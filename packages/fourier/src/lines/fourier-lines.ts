import { boundedCache } from "@genericdp/core";
import { bluesteinLines } from "./bluestein-lines.ts";
import type { FourierLines } from "./complex-lines.ts";
import { isSplittable, stockhamLines } from "./stockham-lines.ts";

/** Numbers in a buffer: it fits into a core's cache several times over. */
const budget = 8192;

/**
 * A buffer for lines of `size` numbers. It holds as many lines as pay off, but no more than `lines`.
 *
 * Calls with the same arguments return the same buffer, with the contents of its last use. Fill it,
 * transform, and read the result before any other code runs.
 */
export function fourierLines(size: number, lines: number): FourierLines {
  return places(`${size} × ${Math.max(1, Math.min(lines, Math.max(4, Math.floor(budget / size))))}`);
}

/**
 * Cached, because solvers transform lines of the same size hundreds of times, and allocating arrays costs as
 * much as the transform.
 */
const places = boundedCache<string, FourierLines>(8, (key) => {
  const [size, lanes] = key.split(" × ").map(Number) as [number, number];
  return isSplittable(size) ? stockhamLines(size, lanes) : bluesteinLines(size, lanes);
});
