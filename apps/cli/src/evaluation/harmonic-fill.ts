import type { Plane } from "@genericdp/image";

/** Stops when the largest change of a level is below this, which is invisible. */
const SETTLED = 1e-3;

/**
 * Fills in missing pixels harmonically: each becomes the mean of its neighbours (Δu = 0 with the known pixels
 * fixed; no flow across the edges). Uses successive over-relaxation.
 *
 * @param known 1 for each known pixel and 0 for each missing one; at least one is known.
 */
export function harmonicFill({ data, width, height }: Plane, known: ArrayLike<number>): Plane {
  const filled = data.slice();
  const missing = Array.from(data.keys()).filter((i) => known[i] === 0);
  const sum = data.reduce((total, level, i) => total + (known[i] === 0 ? 0 : level), 0);
  for (const i of missing) filled[i] = sum / (data.length - missing.length);
  // The best factor for holes of about ten pixels.
  const factor = 1.7;
  for (let change = Infinity; change > SETTLED;) {
    change = 0;
    for (const i of missing) {
      const x = i % width;
      let [total, count] = [0, 0];
      const add = (there: boolean, neighbour: number): void => {
        if (!there) return;
        total += filled[neighbour]!;
        count++;
      };
      add(x > 0, i - 1);
      add(x < width - 1, i + 1);
      add(i >= width, i - width);
      add(i + width < data.length, i + width);
      // An image of a single pixel has no neighbours.
      const step = count === 0 ? 0 : factor * (total / count - filled[i]!);
      filled[i]! += step;
      change = Math.max(change, Math.abs(step));
    }
  }
  return { data: filled, width, height };
}
