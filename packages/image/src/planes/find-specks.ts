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

/** Gray levels of impulses, and the number of them, and their share of the pixels that could show one. */
const [BLACK, WHITE, FEWEST, LEAST] = [2, 253, 5, 1e-3];
/** Of the 25 pixels around an impulse, so many are nearly equal. */
const EVEN = 20;

/**
 * Whether a picture has impulse noise: black and white specks in even surroundings, each of them at least a
 * thousandth of the bright and the dark pixels. Stars or letters on paper are of one kind only, dots of
 * letters are not alone. False for a picture of only black and white, where dots may be dithering.
 */
export function hasImpulseNoise(plane: Plane<ArrayBufferLike>): boolean {
  const { data } = plane;
  if (isBilevel(data)) return false;
  const window = new Float32Array((2 * REACH + 1) ** 2);
  const impulses = { black: 0, white: 0 };
  let bright = 0;
  for (let at = 0; at < data.length; at++) {
    const level = data[at]!;
    if (level > 127) bright++;
    if ((level > BLACK && level < WHITE) || !isAlone(plane, at, window)) continue;
    const median = window.toSorted()[window.length >> 1]!;
    const isEven = window.filter((other) => Math.abs(other - median) < LIKENESS).length >= EVEN;
    if (isEven && Math.abs(median - level) >= CONTRAST) impulses[level > median ? "white" : "black"]++;
  }
  const isNoise = (count: number, among: number): boolean => count >= FEWEST && count >= LEAST * among;
  return isNoise(impulses.black, bright) && isNoise(impulses.white, data.length - bright);
}

function specksOfGray(plane: Plane<ArrayBufferLike>): Uint8Array<ArrayBuffer> {
  const window = new Float32Array((2 * REACH + 1) ** 2);
  return Uint8Array.from(plane.data, (own, at) => {
    if (!isAlone(plane, at, window)) return 0;
    return Number(Math.abs(window.toSorted()[window.length >> 1]! - own) >= CONTRAST);
  });
}

/** Whether at most three pixels of the window around a pixel are like it. The window is filled if so. */
function isAlone({ data, width, height }: Plane<ArrayBufferLike>, at: number, window: Float32Array): boolean {
  const [x, y, own] = [at % width, Math.floor(at / width), data[at]!];
  let [count, alike] = [0, 0];
  for (let dy = -REACH; dy <= REACH; dy++) {
    const row = mirroredIndex(y + dy, height) * width;
    for (let dx = -REACH; dx <= REACH; dx++) {
      const level = data[row + mirroredIndex(x + dx, width)]!;
      if (Math.abs(level - own) < LIKENESS && ++alike > LARGEST) return false;
      window[count++] = level;
    }
  }
  return true;
}
