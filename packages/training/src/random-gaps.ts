import type { RandomStream } from "@genericdp/core";
import type { PixelWeights } from "@genericdp/operators";

/** Missing pixels are either scattered, or covered by scratches, writing and stains. */
export type Gaps = "pixels" | "marks";

/**
 * A random square of known (1) and missing (0) pixels.
 *
 * @param share fraction of missing pixels, 0 … 1; for marks, the minimum.
 */
export function randomGaps(side: number, gaps: Gaps, share: number, random: RandomStream): PixelWeights {
  const data = new Float32Array(side * side).fill(1);
  if (gaps === "pixels")
    return { height: side, width: side, data: data.map(() => +(random.uniform() >= share)) };
  for (let missing = 0; missing < share * data.length;) missing += addMark(data, side, random);
  return { height: side, width: side, data };
}

/** Adds a spot or a stroke. Returns the number of known pixels that it removes. */
function addMark(data: Float32Array, side: number, random: RandomStream): number {
  const radius = 0.5 * 20 ** random.uniform();
  const length = random.uniform() < 0.5 ? 0 : side * random.uniform();
  const angle = Math.PI * random.uniform();
  const [right, down] = [Math.cos(angle), Math.sin(angle)];
  const [x, y] = [side * random.uniform(), side * random.uniform()];
  let added = 0;
  data.forEach((known, at) => {
    const [dx, dy] = [(at % side) - x, Math.floor(at / side) - y];
    const along = Math.min(Math.max(dx * right + dy * down, 0), length);
    if (known === 0 || Math.hypot(dx - along * right, dy - along * down) > radius) return;
    data[at] = 0;
    added++;
  });
  return added;
}
