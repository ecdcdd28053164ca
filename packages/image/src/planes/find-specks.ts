import { mirroredIndex } from "./plane.ts";
import type { Plane } from "./plane.ts";

/** Largest number of pixels of a speck. */
const LARGEST = 3;
/** Reach of the window in which a gray speck must be isolated. */
const REACH = 2;
/** How much a speck differs from the median around it, and how similar pixels of one speck are, in levels. */
const [CONTRAST, LIKENESS] = [60, 30];

/**
 * Which pixels are specks of dust or impulse noise: 1 for each, else 0.
 *
 * In a picture of only black and white: groups of at most three connected pixels (also by corners) of one
 * colour, and single pixels that stick out of a straight edge or are missing from it. Otherwise: pixels that
 * differ from the median of the 5 × 5 pixels around them by at least 60 levels, with at most two similar
 * pixels among those.
 */
export function findSpecks(plane: Plane<ArrayBufferLike>): Uint8Array<ArrayBuffer> {
  return isBilevel(plane.data) ? specksOfTwoLevels(plane) : specksOfGray(plane);
}

/** Whether all levels are 0 or 255. */
export function isBilevel(data: Float32Array): boolean {
  return data.every((level) => level === 0 || level === 255);
}

function specksOfTwoLevels({ data, width, height }: Plane<ArrayBufferLike>): Uint8Array<ArrayBuffer> {
  const specks = new Uint8Array(data.length);
  const seen = new Uint8Array(data.length);
  const group: number[] = [];
  for (let start = 0; start < data.length; start++) {
    if (seen[start] === 1) continue;
    // The group that a pixel belongs to; it grows while we iterate over it.
    group.length = 0;
    group.push(start);
    seen[start] = 1;
    for (const at of group) {
      const [x, y] = [at % width, Math.floor(at / width)];
      for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
        for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
          const next = row * width + column;
          if (seen[next] === 1 || data[next] !== data[start]) continue;
          seen[next] = 1;
          group.push(next);
        }
      }
    }
    if (group.length <= LARGEST) for (const at of group) specks[at] = 1;
  }
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) if (sticksOut(data, y * width + x, width)) specks[y * width + x] = 1;
  }
  return specks;
}

/** Whether exactly the three neighbours on one side, of eight, have the colour of the pixel. */
function sticksOut(data: Float32Array, at: number, width: number): boolean {
  const own = data[at];
  const ring = [-width - 1, -width, -width + 1, 1, width + 1, width, width - 1, -1].map(
    (step) => data[at + step] === own,
  );
  if (ring.filter(Boolean).length !== LARGEST) return false;
  return [0, 2, 4, 6].some((corner) => ring[corner] && ring[corner + 1] && ring[(corner + 2) % 8]);
}

function specksOfGray({ data, width, height }: Plane<ArrayBufferLike>): Uint8Array<ArrayBuffer> {
  const specks = new Uint8Array(data.length);
  const window = new Float32Array((2 * REACH + 1) ** 2);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const own = data[y * width + x]!;
      let [count, alike] = [0, 0];
      for (let dy = -REACH; dy <= REACH; dy++) {
        const row = mirroredIndex(y + dy, height) * width;
        for (let dx = -REACH; dx <= REACH; dx++) {
          const level = data[row + mirroredIndex(x + dx, width)]!;
          if (Math.abs(level - own) < LIKENESS) alike++;
          window[count++] = level;
        }
      }
      if (alike > LARGEST) continue;
      const median = window.toSorted()[count >> 1]!;
      if (Math.abs(median - own) >= CONTRAST) specks[y * width + x] = 1;
    }
  }
  return specks;
}
