import { bluesteinLines } from "./bluestein-lines.ts";
import type { FourierLines } from "./complex-lines.ts";
import { isSplittable, stockhamLines } from "./stockham-lines.ts";

/** Numbers that fit in a core's cache, several times over. */
const budget = 8192;

/** Makes a place for lines of `size` numbers: as many at once as are of use, at most `lines` of them. */
export function fourierLines(size: number, lines: number): FourierLines {
  const lanes = Math.max(1, Math.min(lines, Math.max(4, Math.floor(budget / size))));
  return isSplittable(size) ? stockhamLines(size, lanes) : bluesteinLines(size, lanes);
}
