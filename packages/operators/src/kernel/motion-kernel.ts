import { normalizedKernel } from "./blur-kernel.ts";
import type { BlurKernel } from "./blur-kernel.ts";

/** Number of points of the path per pixel of its length. */
const pointsPerPixel = 64;

/**
 * A straight, uniform motion: points of the path, each distributed bilinearly to the four pixels around it,
 * normalised to sum 1.
 *
 * @param length of the path, in pixels, positive.
 * @param angleDegrees from the horizontal, counter-clockwise.
 * @throws RangeError for an invalid length or angle.
 */
export function motionKernel(length: number, angleDegrees: number): BlurKernel {
  if (!(length > 0 && length < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`motionKernel: expected a positive length, got ${length}`);
  }
  if (!Number.isFinite(angleDegrees)) {
    throw new RangeError(`motionKernel: expected an angle in degrees, got ${angleDegrees}`);
  }
  const angle = (angleDegrees * Math.PI) / 180;
  // Rows increase downwards, angles upwards.
  const [stepDown, stepRight] = [snap(-Math.sin(angle)), snap(Math.cos(angle))];
  const reach = (step: number): number => Math.ceil((length / 2) * Math.abs(step) - 1e-9);
  const [rows, columns] = [reach(stepDown), reach(stepRight)];
  const [height, width] = [2 * rows + 1, 2 * columns + 1];
  const weights = new Float64Array(height * width);
  const points = Math.ceil(length * pointsPerPixel);
  for (let i = 0; i < points; i++) {
    const along = ((i + 0.5) / points - 0.5) * length;
    const [y, x] = [rows + along * stepDown, columns + along * stepRight];
    const [top, left] = [Math.floor(y), Math.floor(x)];
    for (const [row, nearRow] of [
      [top, top + 1 - y],
      [top + 1, y - top],
    ] as const) {
      for (const [column, nearColumn] of [
        [left, left + 1 - x],
        [left + 1, x - left],
      ] as const) {
        const share = nearRow * nearColumn;
        if (share > 0) weights[row * width + column]! += share;
      }
    }
  }
  return normalizedKernel("motionKernel", height, width, weights);
}

/** Zero for the rounding error of a cosine of a right angle. */
function snap(step: number): number {
  return Math.abs(step) < 1e-12 ? 0 : step;
}
