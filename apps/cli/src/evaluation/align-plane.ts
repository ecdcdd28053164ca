import type { Plane } from "@genericdp/image";

/** Maximal shift of a restoration in pixels, and the step of the search. */
const [FARTHEST, STEP] = [5, 0.25];

/**
 * Finds the part of an estimate that is closest to the truth, shifted by at most 5 pixels in steps of a
 * quarter. Levels between pixels are interpolated linearly.
 *
 * A measured kernel determines an image only up to a shift. Levin, Weiss, Durand, Freeman, Understanding and
 * evaluating blind deconvolution algorithms, 2009 (DOI 10.1109/CVPR.2009.5206815) compare in this way, with a
 * border of 15.
 *
 * @param estimate gray, larger than the truth by `border` pixels at every edge.
 * @param border at least 6, so that no shift reaches beyond the estimate.
 */
export function alignPlane(estimate: Plane, truth: Plane, border: number): Plane {
  const shiftedBy = (dx: number, dy: number): Plane => shifted(estimate, border + dx, border + dy, truth);
  let best = { dx: 0, dy: 0, error: Infinity };
  const visit = (around: { dx: number; dy: number }, reach: number, step: number): void => {
    for (let dy = around.dy - reach; dy <= around.dy + reach; dy += step) {
      for (let dx = around.dx - reach; dx <= around.dx + reach; dx += step) {
        if (Math.max(Math.abs(dx), Math.abs(dy)) > FARTHEST) continue;
        const error = squaredDistance(shiftedBy(dx, dy), truth);
        if (error < best.error) best = { dx, dy, error };
      }
    }
  };
  visit({ dx: 0, dy: 0 }, FARTHEST, 1);
  visit(best, 1, STEP);
  return shiftedBy(best.dx, best.dy);
}

/** The part of a plane that starts at (left, top), which may lie between pixels. */
function shifted(
  { data, width }: Plane,
  left: number,
  top: number,
  size: { readonly width: number; readonly height: number },
): Plane {
  const { width: columns, height: rows } = size;
  const [x0, y0] = [Math.floor(left), Math.floor(top)];
  const [fx, fy] = [left - x0, top - y0];
  const part = new Float32Array(columns * rows);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const i = (y0 + y) * width + x0 + x;
      const upper = (1 - fx) * data[i]! + fx * data[i + 1]!;
      const lower = (1 - fx) * data[i + width]! + fx * data[i + width + 1]!;
      part[y * columns + x] = (1 - fy) * upper + fy * lower;
    }
  }
  return { width: columns, height: rows, data: part };
}

function squaredDistance(a: Plane, b: Plane): number {
  return a.data.reduce((sum, level, i) => sum + (level - b.data[i]!) ** 2, 0);
}
